import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EmailUndone, WaysIn } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { request, setCsrfToken } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { meQuery } from '../api'
import { AuthFrame, Problem } from './auth-frame'

const WAYS = ['passkeys', 'apps', 'recovery_codes', 'identities', 'keys'] as const

/** The link of the notice to the former e-mail was opened. A press stops or undoes the change, and leads on to a new password. */
export function UndoEmail({ token }: { token: string }) {
  const { t } = useTranslation('account')
  useTitle(t('emailUndo.title'))
  const errorText = useErrorText()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => request<EmailUndone>('/api/auth/email/undo', { method: 'POST', body: { token } }),
    onSuccess: () => {
      client.clear() // whoever was signed in here is not any more
      setCsrfToken(null)
      client.setQueryData(meQuery.queryKey, null)
    },
  })
  return (
    <AuthFrame title={t('emailUndo.title')} lead={undo.isSuccess ? undefined : t('emailUndo.lead')}>
      <div className="flex flex-col gap-4">
        <Problem>{undo.error && errorText(undo.error)}</Problem>
        {undo.isSuccess ? (
          <>
            <p role="status" className="text-sm break-words text-ink-2">
              {t('emailUndo.done', { email: undo.data.email })}
            </p>
            <Ways title={t('emailUndo.removed')} ways={undo.data.removed} />
            <Ways title={t('emailUndo.left')} ways={undo.data.left} />
            {undo.data.left.passkeys > 0 && (
              <p className="text-sm text-ink-2">
                {t('emailUndo.passkeys')}{' '}
                {/* in a tab of its own: the way to a new password is here and nowhere else */}
                <Link to="/me" target="_blank" className="underline underline-offset-3">
                  {t('emailUndo.toPasskeys')}
                </Link>
              </p>
            )}
            <Button asChild variant="primary" size="lg">
              <Link to="/auth/reset" hash={undo.data.reset_token}>
                {t('emailUndo.choose')}
              </Link>
            </Button>
          </>
        ) : (
          <>
            <p className="text-sm text-ink-2">{t('emailUndo.text')}</p>
            <Button variant="danger" size="lg" isBusy={undo.isPending} onClick={() => undo.mutate()}>
              {t('emailUndo.submit')}
            </Button>
          </>
        )}
      </div>
    </AuthFrame>
  )
}

/** What opened the account besides its password; nothing at all when there was nothing. */
function Ways({ title, ways }: { title: string; ways: WaysIn }) {
  const { t } = useTranslation('account')
  const shown = WAYS.filter((one) => ways[one] > 0)
  if (!shown.length) return null
  return (
    <div className="text-sm text-ink-2">
      <p>{title}</p>
      <ul className="mt-1 list-disc ps-5">
        {shown.map((one) => (
          <li key={one}>{t(`emailUndo.ways.${one}`, { count: ways[one] })}</li>
        ))}
      </ul>
    </div>
  )
}
