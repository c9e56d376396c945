import { useQuery } from '@tanstack/react-query'
import { CalendarSync } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgendaFeed, BookingResource } from '@/client/types'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Select } from '@/ui/input'
import { EmptyState } from '@/ui/states'
import { toast } from '@/ui/toast'
import { resourcesQuery } from '../bookings'
import { type Detail, calendarsQuery, details, feedsQuery, inAccounts, useConsent, useRemoveFeed, useRenewFeed } from '../calendars'
import { useProblems } from '../problems'
import { CalendarCard } from './calendar-card'
import { CalendarFlags } from './calendar-flags'
import { ChooseDialog } from './choose-dialog'
import { CopyField } from './copy-field'
import { Loaded, Screen, useMayChange } from './frame'
import { Sources } from './sources'
import { SubscribeDialog } from './subscribe-dialog'

/** Calendars outside, by whose time they take, chosen from their account while `choosing` names one of it; what is to be looked at; and bookings that are taken elsewhere. */
export function Calendars({ choosing, onChoosing }: { choosing?: string; onChoosing: (id?: string) => void }) {
  const { t } = useTranslation(['calendars', 'settings', 'shell'])
  const { tenant } = useSession()
  const resources = useQuery(resourcesQuery(tenant.id))
  const [made, setMade] = useState<AgendaFeed | null>(null)
  return (
    <Screen section="calendars" title={t('settings:nav.calendars')} lead={t('lead')}>
      <div className="flex flex-col gap-6">
        <CalendarFlags />
        <Loaded query={resources}>
          {(all) => {
            const people = all.filter((one) => one.kind === 'professional')
            return people.length === 0 ? (
              <EmptyState icon={CalendarSync} title={t('empty')}>
                {t('emptyText')}
              </EmptyState>
            ) : (
              people.map((one) => <Person key={one.id} resource={one} choosing={choosing} onChoosing={onChoosing} onFeed={setMade} />)
            )
          }}
        </Loaded>
        <Sources />
      </div>
      {made?.address && (
        <Dialog
          open
          isSticky // the address is gone afterwards
          onOpenChange={() => setMade(null)}
          title={t('feed.madeTitle')}
          description={t(`feed.madeText.${made.detail}`)}
          closeLabel={t('shell:close')}
          footer={
            <Button variant="primary" onClick={() => setMade(null)}>
              {t('kept')}
            </Button>
          }
        >
          <CopyField label={t('feed.address')} value={made.address} />
        </Dialog>
      )}
    </Screen>
  )
}

type PersonProps = { resource: BookingResource; choosing?: string; onChoosing: (id?: string) => void; onFeed: (feed: AgendaFeed) => void }

function Person({ resource, choosing, onChoosing, onFeed }: PersonProps) {
  const { t } = useTranslation('calendars')
  const { tenant } = useSession()
  const calendars = useQuery(calendarsQuery(tenant.id))
  const mayChange = useMayChange('calendars')
  const feeds = useQuery({ ...feedsQuery(tenant.id), enabled: mayChange })
  const problems = useProblems(null)
  const consent = useConsent()
  const renew = useRenewFeed()
  const remove = useRemoveFeed()
  const [chosenDetail, setDetail] = useState<Detail | null>(null)
  const [isSubscribing, setSubscribing] = useState(false)
  const mine = (calendars.data ?? []).filter((one) => one.resource_id === resource.id)
  const chosen = mine.find((one) => one.id === choosing && one.provider !== 'ics')
  const feed = feeds.data?.find((one) => one.resource_id === resource.id)
  const detail = chosenDetail ?? feed?.detail ?? 'busy'
  const onError = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const connect = (environment: 'live' | 'sandbox') => consent.mutate({ resource_id: resource.id, environment }, { onSuccess: ({ address }) => window.location.assign(address), onError })
  const name = [resource.title, resource.name].filter(Boolean).join(' ')
  return (
    <section aria-label={name} className="overflow-hidden rounded-xl border bg-surface">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-3">
        <h2 className="min-w-0 flex-1 basis-48 truncate text-base font-semibold">{name}</h2>
        {mayChange && (
          <div className="flex flex-wrap gap-1.5">
            <Button isBusy={consent.isPending} onClick={() => connect('live')}>
              {t('google')}
            </Button>
            <Button variant="ghost" isBusy={consent.isPending} onClick={() => connect('sandbox')}>
              {t('sandbox')}
            </Button>
            <Button variant="ghost" onClick={() => setSubscribing(true)}>
              {t('subscribe.open')}
            </Button>
          </div>
        )}
      </header>
      {mine.length === 0 ? <p className="px-4 py-4 text-sm text-ink-2">{t('none')}</p> : <ul className="divide-y divide-line">{inAccounts(mine).map((one) => <CalendarCard key={one.calendar.id} mayChange={mayChange} onChoose={() => onChoosing(one.calendar.id)} {...one} />)}</ul>}
      {mayChange && (
        <footer className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t bg-sunken px-4 py-2.5 text-sm">
          <p className="min-w-0 flex-1 basis-60 text-ink-2">
            {feed ? t('feed.there', { hint: feed.hint }) : t('feed.none')}
            {feed && detail !== feed.detail && <span className="block text-xs">{t('feed.showsThen', { what: t(`details.${feed.detail}`) })}</span>}
          </p>
          <label className="flex flex-wrap items-center gap-2">
            {t('feed.detail')}
            <Select className="w-56" value={detail} onChange={(event) => setDetail(event.target.value as Detail)}>
              {details.map((one) => (
                <option key={one} value={one}>
                  {t(`details.${one}`)}
                </option>
              ))}
            </Select>
          </label>
          <Button variant="ghost" isBusy={renew.isPending} aria-label={t(feed ? 'feed.renewNamed' : 'feed.makeNamed', { name })} onClick={() => renew.mutate({ resource_id: resource.id, detail: chosenDetail }, { onSuccess: (made) => (setDetail(null), onFeed(made)), onError })}>
            {t(feed ? 'feed.renew' : 'feed.make')}
          </Button>
          {feed && (
            <Button variant="ghost" className="text-danger" isBusy={remove.isPending} aria-label={t('feed.removeNamed', { name })} onClick={() => remove.mutate(feed.id, { onError })}>
              {t('feed.remove')}
            </Button>
          )}
        </footer>
      )}
      {chosen && mayChange && <ChooseDialog calendar={chosen} onClose={() => onChoosing()} />}
      {isSubscribing && <SubscribeDialog resourceId={resource.id} onClose={() => setSubscribing(false)} />}
    </section>
  )
}
