import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { ApiError, request } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { meQuery, useSignOut } from '../api'
import { AuthFrame, Problem } from './auth-frame'

type Props = { token: string; me: Me | null }

/** The link sent to a new e-mail was opened. Its person, signed in, changes the e-mail by a press: mail scanners open links too. */
export function ConfirmEmail({ token, me }: Props) {
  const { t } = useTranslation(['account', 'accounts'])
  useTitle(t('email.title'))
  const errorText = useErrorText()
  const client = useQueryClient()
  const signOut = useSignOut()
  const confirm = useMutation({
    mutationFn: () => request<{ email: string }>('/api/me/email/confirm', { method: 'POST', body: { token } }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' }),
  })
  const isOthers = confirm.error instanceof ApiError && confirm.error.code === 'other_account'
  if (confirm.isSuccess)
    return (
      <AuthFrame title={t('email.title')}>
        <div className="flex flex-col gap-4">
          <p role="status" className="text-sm break-words text-ink-2">
            {t('email.done', { email: confirm.data.email })}
          </p>
          <Button asChild variant="primary" size="lg">
            <Link to="/me">{t('email.toAccount')}</Link>
          </Button>
        </div>
      </AuthFrame>
    )
  if (!me)
    return (
      <AuthFrame title={t('email.title')}>
        <div className="flex flex-col gap-4">
          <p className="text-sm text-ink-2">{t('email.signInFirst')}</p>
          <Button asChild variant="primary" size="lg">
            <Link to="/auth" search={{ next: '/auth/email' }} hash={token}>
              {t('reset.signIn')}
            </Link>
          </Button>
        </div>
      </AuthFrame>
    )
  return (
    <AuthFrame title={t('email.title')} lead={t('email.lead')}>
      <div className="flex flex-col gap-4">
        <Problem>{confirm.error && errorText(confirm.error)}</Problem>
        <p className="text-sm break-words text-ink-2">{t('email.asWhom', { email: me.user.email })}</p>
        <Button variant="primary" size="lg" isBusy={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('email.confirm')}
        </Button>
        {isOthers && (
          <Button variant="link" size="inline" className="self-center" onClick={() => signOut.mutate(undefined, { onSuccess: () => location.reload() })}>
            {t('invitation.signOut')}
          </Button>
        )}
      </div>
    </AuthFrame>
  )
}
