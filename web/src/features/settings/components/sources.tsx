import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingSource } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { toast } from '@/ui/toast'
import { sourcesQuery, useCloseSource, useOpenSource, useRenewSource } from '../calendars'
import { useProblems } from '../problems'
import { CopyField } from './copy-field'
import { Loaded, useMayChange } from './frame'
import { SourceAsking } from './source-asking'
import { SourceKinds } from './source-kinds'

/** Cal.com's bookings: the address and secret to enter there, and which service each kind of them is here. */
export function Sources() {
  const { t } = useTranslation(['calendars', 'shell'])
  const { tenant } = useSession()
  const sources = useQuery(sourcesQuery(tenant.id))
  const mayChange = useMayChange('calendars')
  const problems = useProblems(null)
  const open = useOpenSource()
  const [made, setMade] = useState<BookingSource | null>(null)
  const onError = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  return (
    <section aria-label="Cal.com" className="overflow-hidden rounded-xl border bg-surface">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-3">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-base font-semibold">Cal.com</h2>
          <p className="text-sm text-ink-2">{t('source.lead')}</p>
        </div>
        {mayChange && (
          <Button isBusy={open.isPending} onClick={() => open.mutate('Cal.com', { onSuccess: setMade, onError })}>
            {t('source.open')}
          </Button>
        )}
      </header>
      <Loaded query={sources}>
        {(all) =>
          all.length > 0 ? (
            <ul className="divide-y divide-line">
              {all.map((one) => (
                <Source key={one.id} source={one} mayChange={mayChange} onSecret={setMade} />
              ))}
            </ul>
          ) : (
            <p className="px-4 py-4 text-sm text-ink-2">{t('source.none')}</p>
          )
        }
      </Loaded>
      {made?.secret && (
        <Dialog
          open
          isSticky // the secret is gone afterwards
          onOpenChange={() => setMade(null)}
          title={t('source.madeTitle')}
          description={t('source.madeText')}
          closeLabel={t('shell:close')}
          footer={
            <Button variant="primary" onClick={() => setMade(null)}>
              {t('kept')}
            </Button>
          }
        >
          <div className="flex flex-col gap-4">
            <CopyField label={t('source.address')} value={made.webhook_url} />
            <CopyField label={t('source.secret')} value={made.secret} />
          </div>
        </Dialog>
      )}
    </section>
  )
}

function Source({ source, mayChange, onSecret }: { source: BookingSource; mayChange: boolean; onSecret: (made: BookingSource) => void }) {
  const { t } = useTranslation('calendars')
  const zone = useZone()
  const problems = useProblems(null)
  const renew = useRenewSource()
  const close = useCloseSource()
  const onError = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  return (
    <li className="flex flex-col gap-2 px-4 py-4">
      <p className="flex flex-wrap items-center gap-1.5 font-medium">
        {source.name}
        <Badge tone={source.is_active ? 'ok' : 'neutral'}>{t(source.is_active ? 'source.on' : 'source.off')}</Badge>
        {source.flagged > 0 && <Badge tone="wait">{t('source.flagged', { count: source.flagged })}</Badge>}
      </p>
      <p className="font-mono text-xs break-all text-ink-2">{source.webhook_url}</p>
      <p className="text-xs text-ink-2">{source.last_received_at ? t('source.receivedAt', { at: fullMoment(source.last_received_at, zone) }) : t('source.never')}</p>
      <SourceAsking source={source} mayChange={mayChange} />
      <SourceKinds source={source} mayChange={mayChange} />
      {mayChange && (
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="ghost" isBusy={renew.isPending} onClick={() => renew.mutate(source.id, { onSuccess: onSecret, onError })}>
            {t('source.renew')}
          </Button>
          {source.is_active && (
            <Button variant="ghost" className="text-danger" isBusy={close.isPending} onClick={() => close.mutate(source.id, { onError })}>
              {t('source.close')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
