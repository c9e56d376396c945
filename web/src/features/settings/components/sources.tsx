import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingSource } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { bookablesQuery } from '../bookings'
import { sourcesQuery, useCloseSource, useOpenSource, useRenewSource, useWriteRoutes } from '../calendars'
import { useProblems } from '../problems'
import { CopyField } from './copy-field'
import { useMayChange } from './frame'
import { SourceAsking } from './source-asking'

/** Cal.com's bookings: the address and secret to enter there, and which service they are here. */
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
      {sources.data?.length ? (
        <ul className="divide-y divide-line">
          {sources.data.map((one) => (
            <Source key={one.id} source={one} mayChange={mayChange} onSecret={setMade} />
          ))}
        </ul>
      ) : (
        <p className="px-4 py-4 text-sm text-ink-2">{t('source.none')}</p>
      )}
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
  const { tenant } = useSession()
  const zone = useZone()
  const problems = useProblems(null)
  const services = useQuery(bookablesQuery(tenant.id))
  const renew = useRenewSource()
  const close = useCloseSource()
  const write = useWriteRoutes()
  const onError = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  // the screen sets what every kind of booking is; kinds of their own are kept, and set over the API
  const others = source.routes.filter((one) => one.event_type)
  const chosen = source.routes.find((one) => !one.event_type)?.service_id ?? ''
  const choose = (serviceId: string) => write.mutate({ id: source.id, routes: [...others, ...(serviceId ? [{ event_type: '', service_id: serviceId }] : [])] }, { onSuccess: () => toast(t('saved')), onError })
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
      {mayChange && (
        <div className="flex flex-wrap items-center gap-2">
          <label className="flex flex-wrap items-center gap-2 text-sm">
            {t('source.becomes')}
            <Select className="w-56" value={chosen} onChange={(event) => choose(event.target.value)}>
              <option value="">{t('source.becomesNothing')}</option>
              {services.data?.map((one) => (
                <option key={one.service_id} value={one.service_id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </label>
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
