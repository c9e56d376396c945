import { useQuery } from '@tanstack/react-query'
import { Unlink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutsideIdentity, SigningIn } from '@/client/types'
import { shortDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { ErrorState } from '@/ui/states'
import { identitiesQuery, useUnlinkIdentity } from '../../signing-in'
import { useConfirming } from './confirming'
import { Part } from './part'

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
const named = (provider: string) => provider.charAt(0).toUpperCase() + provider.slice(1)

/** Accounts at other services that open this one. Nothing is shown to whoever has none. */
export function Identities({ signingIn }: { signingIn: SigningIn }) {
  const { t, i18n } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const identities = useQuery(identitiesQuery)
  const { guard, dialog } = useConfirming(signingIn.passkeys.length > 0)
  const unlink = useUnlinkIdentity()
  const [ending, setEnding] = useState<OutsideIdentity | null>(null)
  if (identities.isError)
    return (
      <Part title={t('identities.title')}>
        <ErrorState title={errorText(identities.error)} retryLabel={t('shell:retry')} onRetry={() => void identities.refetch()} />
      </Part>
    )
  if (!identities.data?.items.length) return null
  const day = (at: string) => shortDate(at, Date.now(), { timeZone: zone(), locale: i18n.language })
  const end = async (id: string) => {
    setEnding(null)
    await guard(() => unlink.mutateAsync(id))
  }
  return (
    <Part title={t('identities.title')} lead={t('identities.lead')}>
      <ul aria-label={t('identities.title')} className="w-full divide-y divide-line overflow-hidden rounded-xl border bg-surface">
        {identities.data.items.map((one) => (
          <li key={one.id} className="flex items-center gap-3 px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{named(one.provider)}</p>
              <p className="truncate text-xs text-ink-2">{t('identities.since', { date: day(one.created_at), id: one.subject })}</p>
            </div>
            <Button variant="ghost" size="icon" aria-label={t('identities.unlinkOf', { name: named(one.provider) })} title={t('identities.unlink')} onClick={() => setEnding(one)}>
              <Unlink aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {ending && (
        <Confirm
          open
          onOpenChange={() => setEnding(null)}
          title={t('identities.unlinkOf', { name: named(ending.provider) })}
          text={t('identities.unlinkText')}
          confirmLabel={t('identities.unlink')}
          cancelLabel={t('shell:cancel')}
          onConfirm={() => void end(ending.id)}
        />
      )}
      {dialog}
    </Part>
  )
}
