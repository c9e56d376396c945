import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { request } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { meQuery } from '../api'
import { AuthFrame, Problem } from './auth-frame'

/** The link sent to a new e-mail was opened. A press, not the opening, changes the e-mail: mail scanners open links too. */
export function ConfirmEmail({ token }: { token: string }) {
  const { t } = useTranslation('account')
  useTitle(t('email.title'))
  const errorText = useErrorText()
  const client = useQueryClient()
  const confirm = useMutation({
    mutationFn: () => request<{ email: string }>('/api/auth/email', { method: 'POST', body: { token } }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  })
  return (
    <AuthFrame title={t('email.title')} lead={confirm.isSuccess ? undefined : t('email.lead')}>
      <div className="flex flex-col gap-4">
        <Problem>{confirm.error && errorText(confirm.error)}</Problem>
        {confirm.isSuccess ? (
          <>
            <p role="status" className="text-sm text-ink-2">
              {t('email.done', { email: confirm.data.email })}
            </p>
            <Button asChild variant="primary" size="lg">
              <Link to="/">{t('reset.signIn')}</Link>
            </Button>
          </>
        ) : (
          <Button variant="primary" size="lg" isBusy={confirm.isPending} onClick={() => confirm.mutate()}>
            {t('email.confirm')}
          </Button>
        )}
      </div>
    </AuthFrame>
  )
}
