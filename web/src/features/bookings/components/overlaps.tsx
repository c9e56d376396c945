import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Appointment, BookingOverlap } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useSettled } from '@/lib/pause'
import { useSession, useZone } from '@/lib/session'
import { overlapsQuery } from '../api'
import type { ChosenContact } from './contact-picker'
import { useWords } from './words'

const most = 3 // are named; of more it is said how many

type Lines = { items: readonly BookingOverlap[]; name: string | null; isDated?: boolean }

/** What else the customer has at that time: told, and nobody is kept from anything. */
function Told({ items, name, isDated = false }: Lines) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  return (
    <div className="flex gap-2 rounded-lg bg-sunken px-3 py-2 text-sm">
      <CalendarClock aria-hidden className="mt-0.5 size-4 shrink-0 text-wait" />
      <div>
        {items.slice(0, most).map((one) => (
          <p key={one.id}>{isDated ? t('overlap.dated', { day: longDate(one.starts_at, zone), line: words.overlap(one, name) }) : words.overlap(one, name)}</p>
        ))}
        {items.length > most && <p>{t('overlap.more', { count: items.length - most })}</p>}
      </div>
    </div>
  )
}

type Before = { contact: ChosenContact | null; starts: readonly number[]; minutes: number }

/** Before somebody is booked for: what they have at any of these times. */
export function OverlapsBefore({ contact, starts, minutes }: Before) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const asked = useSettled({ id: contact?.id ?? '', starts, minutes })
  const isAsked = asked.id === contact?.id && asked.starts.length > 0 && minutes > 0
  const { data } = useQuery({ ...overlapsQuery(tenant.id, asked.id, asked.starts, asked.minutes), enabled: isAsked })
  return (
    <div role="status">
      {isAsked && contact && data && data.items.length > 0 && (
        <>
          <Told items={data.items} name={contact.name} isDated={starts.length > 1} />
          <p className="mt-1 text-xs text-ink-2">{t('overlap.hint')}</p>
        </>
      )}
    </div>
  )
}

/** Beside an appointment: what else its customer has then. */
export function OverlapsOf({ one }: { one: Appointment }) {
  return <div role="status">{one.overlaps && one.overlaps.length > 0 && <Told items={one.overlaps} name={one.contact_name} />}</div>
}
