import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Link2Off } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutsideIdentity } from '@/client/types'
import { shortDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { ErrorState } from '@/ui/states'
import { toast } from '@/ui/toast'
import { identitiesQuery, useStartLinking, useUnlink } from '../../signing-in'
import { useConfirming } from './confirming'
import { Part } from './part'

const place = (issuer: string | null) => (issuer ? issuer.replace(/^https?:\/\//, '').replace(/\/auth\/v1\/?$/, '') : null)

/** Who the person is at services elsewhere. Not there where the install knows none. */
export function Outside({ hasPasskey }: { hasPasskey: boolean }) {
  const { t, i18n } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const { guard, dialog } = useConfirming(hasPasskey)
  const { data, error, isError, refetch } = useQuery(identitiesQuery)
  const start = useStartLinking()
  const unlink = useUnlink()
  const [asked, setAsked] = useState<OutsideIdentity | null>(null)
  const nameOf = (one: OutsideIdentity) => one.email ?? t('outside.noEmail')
  const zone = { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: i18n.language }

  const link = async (method: string) => {
    const left = await guard(() => start.mutateAsync(method))
    if (left) window.location.assign(left.address)
  }
  const end = async (id: string) => {
    setAsked(null)
    if ((await guard(async () => (await unlink.mutateAsync(id), true))) === true) toast(t('outside.unlinked'))
  }
  if (isError && !data)
    return (
      <Part title={t('outside.title')}>
        <ErrorState title={errorText(error)} retryLabel={t('shell:retry')} onRetry={() => void refetch()} />
      </Part>
    )
  if (!data || (data.items.length === 0 && data.ways.length === 0)) return null
  return (
    <Part title={t('outside.title')} lead={t('outside.lead')}>
      {data.items.length === 0 ? (
        <p className="text-sm text-ink-2">{t('outside.none')}</p>
      ) : (
        <ul aria-label={t('outside.title')} className="w-full divide-y divide-line overflow-hidden rounded-xl border bg-surface">
          {data.items.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
              <div className="min-w-0 flex-1 basis-52">
                <p className="truncate text-sm font-medium">{nameOf(one)}</p>
                <p className="text-xs break-words text-ink-2">
                  {[place(one.issuer) ?? one.provider, t('outside.since', { date: shortDate(one.created_at, Date.now(), zone) }), !one.is_confirmed && t('outside.unconfirmed')].filter(Boolean).join(' · ')}
                </p>
              </div>
              {data.can_unlink && (
                <Button variant="ghost" className="max-sm:-ml-2.5" aria-label={t('outside.unlinkOf', { name: nameOf(one) })} onClick={() => setAsked(one)}>
                  <Link2Off aria-hidden />
                  {t('outside.unlink')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {data.items.length > 0 && !data.can_unlink && (
        <>
          <p className="text-sm text-ink-2">{t('outside.lastWay')}</p>
          <Button asChild>
            <Link to="/auth/reset">{t('outside.choosePassword')}</Link>
          </Button>
        </>
      )}
      {data.ways.map(({ method, name }) => (
        <Button key={method} isBusy={start.isPending && start.variables === method} onClick={() => void link(method)}>
          {t('outside.link', { name })}
        </Button>
      ))}
      {asked && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={t('outside.unlinkTitle', { name: nameOf(asked) })}
          text={t('outside.unlinkText')}
          confirmLabel={t('outside.unlink')}
          cancelLabel={t('shell:cancel')}
          onConfirm={() => void end(asked.id)}
        />
      )}
      {dialog}
    </Part>
  )
}
