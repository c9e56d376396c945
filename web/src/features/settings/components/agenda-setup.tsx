import { useQuery } from '@tanstack/react-query'
import { CalendarOff, DoorOpen, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingResource, Closure } from '@/client/types'
import { visible } from '@/lib/colors'
import { dayKey, dayOfYear, longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/states'
import { toast } from '@/ui/toast'
import { storesQuery } from '../api'
import { closuresQuery, resourcesQuery, useClosures, useResources } from '../bookings'
import { useProblems } from '../problems'
import { isOver } from '../rules/closures'
import { ClosureDialog } from './closure-dialog'
import { Loaded, Screen, Section, useMayChange } from './frame'
import { ThingDialog } from './thing-dialog'

/** What the agenda needs beside services and professionals: days that are closed, rooms and equipment. */
export function AgendaSetup() {
  const { t } = useTranslation(['settings', 'bookings'])
  return (
    <Screen section="agenda" title={t('settings:nav.agenda')} lead={t('bookings:setup.agendaLead')}>
      <Section title={t('bookings:setup.closures')} lead={t('bookings:setup.closuresLead')}>
        <Closures />
      </Section>
      <Section title={t('bookings:setup.things')} lead={t('bookings:setup.thingsLead')}>
        <Things />
      </Section>
    </Screen>
  )
}

const past = '2000-01-01'
const list = 'divide-y divide-line overflow-hidden rounded-xl border bg-surface'

function Closures() {
  const { t } = useTranslation(['settings', 'bookings'])
  const { tenant } = useSession()
  const zone = useZone()
  const today = dayKey(useNow(60_000), zone)
  const [isAll, setAll] = useState(false)
  const closures = useQuery(closuresQuery(tenant.id, isAll ? past : undefined))
  const resources = useQuery(resourcesQuery(tenant.id)).data ?? []
  const stores = useQuery(storesQuery(tenant.id)).data?.items ?? []
  const { add, remove } = useClosures()
  const problems = useProblems(null)
  const mayChange = useMayChange('agenda')
  const [isOpen, setOpen] = useState(false)
  const fail = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const noon = (day: string) => longDate(`${day}T12:00:00Z`, { ...zone, timeZone: 'UTC' })
  const days = ({ first_on, last_on, since, until, every_year }: Closure) => {
    const said = (day: string) => (every_year ? dayOfYear(day, zone.locale) : noon(day))
    return [first_on === last_on ? said(first_on) : t('bookings:setup.fromTo', { from: said(first_on), to: said(last_on) }), every_year && t('bookings:setup.yearly'), since && until && t('bookings:setup.hours', { from: since.slice(0, 5), to: until.slice(0, 5) })].filter(Boolean).join(', ')
  }
  const whose = ({ resource_id, store_id }: Closure) => resources.find(({ id }) => id === resource_id)?.name ?? stores.find(({ id }) => id === store_id)?.name ?? t('bookings:setup.ofAll')
  const takeAway = ({ id, ...values }: Closure) =>
    remove.mutate(id, { onSuccess: () => toast(t('bookings:setup.reopened'), { action: { label: t('settings:form.undo'), run: () => add.mutate(values, { onError: fail }) } }), onError: fail })
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        {mayChange && (
          <Button variant="primary" onClick={() => setOpen(true)}>
            <Plus aria-hidden />
            {t('bookings:setup.closureAdd')}
          </Button>
        )}
        <label className="flex items-center gap-1.5 text-sm text-ink-2 touch:min-h-10">
          <input type="checkbox" className="size-4 accent-accent" checked={isAll} onChange={(event) => setAll(event.target.checked)} />
          {t('bookings:setup.pastToo')}
        </label>
      </div>
      <Loaded query={closures}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={CalendarOff} title={t('bookings:setup.closuresEmpty')}>
              {t('bookings:setup.closuresEmptyText')}
            </EmptyState>
          ) : (
            <ul className={list}>
              {items.map((one) => (
                <li key={one.id} className="flex items-center gap-3 px-4 py-3">
                  <div className="min-w-0 flex-1">
                    <p className="font-medium first-letter:uppercase">{days(one)}</p>
                    <p className="text-xs text-ink-2">{[whose(one), one.reason].filter(Boolean).join(' · ')}</p>
                  </div>
                  {isOver(one, today) && <Badge>{t('bookings:setup.over')}</Badge>}
                  {mayChange && (
                    <Button variant="ghost" size="icon" aria-label={t('settings:form.removeNamed', { name: one.reason || days(one) })} onClick={() => takeAway(one)}>
                      <Trash2 aria-hidden />
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isOpen && <ClosureDialog resources={resources.filter((one) => one.is_active)} stores={stores} today={today} onClose={() => setOpen(false)} />}
    </>
  )
}

function Things() {
  const { t } = useTranslation(['settings', 'bookings'])
  const { tenant } = useSession()
  const resources = useQuery(resourcesQuery(tenant.id))
  const stores = useQuery(storesQuery(tenant.id)).data?.items ?? []
  const { remove } = useResources()
  const problems = useProblems(null)
  const mayChange = useMayChange('agenda')
  const [open, setOpen] = useState<BookingResource | 'new' | null>(null)
  const takeAway = (one: BookingResource) =>
    remove.mutate(one.id, { onSuccess: () => toast(t('settings:form.removed', { name: one.name })), onError: (error) => toast(problems.say(error), { tone: 'danger' }) })
  return (
    <>
      {mayChange && (
        <div>
          <Button onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            {t('bookings:setup.thingAdd')}
          </Button>
        </div>
      )}
      <Loaded query={resources}>
        {(items) => {
          const things = items.filter(({ kind }) => kind !== 'professional')
          if (things.length === 0)
            return (
              <EmptyState icon={DoorOpen} title={t('bookings:setup.thingsEmpty')}>
                {t('bookings:setup.thingsEmptyText')}
              </EmptyState>
            )
          return (
            <ul className={list}>
              {things.map((one) => (
                <li key={one.id} className="flex items-center gap-3 px-4 py-3">
                  {one.color && <span aria-hidden className="size-3 shrink-0 rounded-full" style={{ background: visible(one.color) }} />}
                  <div className="min-w-0 flex-1">
                    <p className="truncate font-medium">{one.name}</p>
                    <p className="text-xs text-ink-2">{[t(`bookings:setup.kind.${one.kind === 'equipment' ? 'equipment' : 'room'}`), stores.find(({ id }) => id === one.store_id)?.name, one.daily_limit !== null && t('bookings:setup.said.daily', { count: one.daily_limit })].filter(Boolean).join(' · ')}</p>
                  </div>
                  {!one.is_active && <Badge>{t('bookings:setup.thingOff')}</Badge>}
                  {mayChange && (
                    <>
                      <Button variant="ghost" size="icon" aria-label={t('settings:form.editNamed', { name: one.name })} onClick={() => setOpen(one)}>
                        <Pencil aria-hidden />
                      </Button>
                      <Button variant="ghost" size="icon" aria-label={t('settings:form.removeNamed', { name: one.name })} onClick={() => takeAway(one)}>
                        <Trash2 aria-hidden />
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
      {open && <ThingDialog thing={open === 'new' ? null : open} stores={stores} onClose={() => setOpen(null)} />}
    </>
  )
}
