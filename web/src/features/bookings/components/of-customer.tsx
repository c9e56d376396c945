import { useQuery } from '@tanstack/react-query'
import { CalendarPlus, Hourglass } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { dayKey, weekdayDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { canChange, useSession, useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ErrorState, Skeleton } from '@/ui/states'
import { ofCustomerQuery, servicesQuery } from '../api'
import { useAgendaLive } from '../live'
import { useLeaveWait, waitsQuery } from '../waiting'
import type { ChosenContact } from './contact-picker'
import { MissedLine } from './missed'
import { NewAppointment, type Start } from './new-appointment'
import { Panel } from './panel'
import { Refused } from './refused'
import { blockTone, stateSign } from './tones'
import { useMoving } from './use-moving'
import { WaitForm } from './wait-form'
import { WaitRow } from './wait-row'
import { useWords } from './words'

/** What this person has in the agenda, beside what they write; and a new appointment for them. */
export function OfCustomer({ contact }: { contact: ChosenContact }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const today = dayKey(useNow(30_000), zone)
  const errorText = useErrorText()
  const query = useQuery(ofCustomerQuery(tenant.id, contact.id))
  const services = useQuery(servicesQuery(tenant.id))
  const moving = useMoving()
  const [open, setOpen] = useState<string | null>(null)
  const [isBooking, setBooking] = useState<(Start & { waitId?: string }) | null>(null)
  const [isWaiting, setWaiting] = useState(false)
  const leave = useLeaveWait()
  const waits = useQuery(waitsQuery(tenant.id, contact.id))
  useAgendaLive()
  const mayBook = canChange(tenant, 'bookings') && (services.data?.some((one) => one.is_active) ?? false)
  const data = query.data
  if (services.data?.length === 0 && data?.ahead.length === 0 && data.past.length === 0) return null // they keep no agenda here
  return (
    <section aria-labelledby="contact-agenda">
      <div className="mb-1.5 flex items-center justify-between gap-2">
        <h2 id="contact-agenda" className="text-xs font-semibold text-ink-3">
          {t('bookings:of.title')}
        </h2>
        {mayBook && (
          <Button size="sm" onClick={() => setBooking({})}>
            <CalendarPlus aria-hidden />
            {t('bookings:book.button')}
          </Button>
        )}
      </div>
      {query.isError && !data && <ErrorState className="py-3" title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <div role="status">
          <span className="sr-only">{t('shell:loading')}</span>
          <Skeleton className="h-12" />
        </div>
      )}
      {data && (data.ahead.length === 0 ? <p className="text-xs text-ink-2">{t('bookings:of.none')}</p> : <Rows items={data.ahead} onOpen={setOpen} />)}
      {data && data.missed?.count > 0 && (
        <div className="mt-2">
          <MissedLine missed={data.missed} />
        </div>
      )}
      {data && data.past.length > 0 && (
        <details className="mt-2">
          <summary className="cursor-pointer text-xs text-ink-2 touch:py-2">{t('bookings:of.past', { count: data.past.length })}</summary>
          <div className="mt-1.5">
            <Rows items={data.past} onOpen={setOpen} />
          </div>
        </details>
      )}
      {open && <Panel key={open} id={open} moving={moving} onOpen={setOpen} onClose={() => setOpen(null)} />}
      {waits.data && waits.data.length > 0 && (
        <>
          <h3 className="mt-3 mb-1.5 text-xs font-semibold text-ink-3">{t('bookings:waits.title')}</h3>
          <ol className="flex flex-col gap-2">
            {waits.data.map((one) => (
              <WaitRow key={one.id} one={one} today={today} onBook={mayBook ? (start, waitId) => setBooking({ ...start, waitId }) : undefined} />
            ))}
          </ol>
        </>
      )}
      {mayBook && (
        <Button size="sm" variant="ghost" className="mt-2" onClick={() => setWaiting(true)}>
          <Hourglass aria-hidden />
          {t('bookings:waits.put')}
        </Button>
      )}
      {isWaiting && (
        <Dialog open onOpenChange={() => setWaiting(false)} title={t('bookings:waits.putTitle', { name: contact.name })} closeLabel={t('shell:close')}>
          <WaitForm contact={contact} today={today} onClose={() => setWaiting(false)} />
        </Dialog>
      )}
      {isBooking && <NewAppointment start={{ ...isBooking, contact }} today={today} onClose={() => setBooking(null)} onBooked={(made) => (void query.refetch(), isBooking.waitId && made.contact_id === contact.id && made.service_id === isBooking.service && leave.mutate(isBooking.waitId))} />}
      <Refused moving={moving} />
    </section>
  )
}

function Rows({ items, onOpen }: { items: readonly Appointment[]; onOpen: (id: string) => void }) {
  const zone = useZone()
  const words = useWords()
  return (
    <ul className="flex flex-col gap-1.5">
      {items.map((one) => {
        const Sign = stateSign[one.state]
        return (
          <li key={one.id}>
            <button type="button" onClick={() => onOpen(one.id)} className={cn('flex w-full flex-col rounded-md border border-l-4 px-2 py-1 text-left text-xs', blockTone[one.state])}>
              <span className="flex w-full items-center gap-1.5 font-semibold">
                <span className="first-letter:uppercase">{weekdayDate(one.starts_at, zone)}</span>
                <span className="tabular-nums">{words.time(one.starts_at)}</span>
                <span className="ml-auto flex items-center gap-1 text-2xs font-medium">
                  {Sign && <Sign aria-hidden className="size-3" />}
                  {words.state(one.state)}
                </span>
              </span>
              <span className="w-full truncate">{[one.service_name, ...one.resources.filter(({ kind }) => kind === 'professional').map(({ name }) => name)].join(' · ')}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
