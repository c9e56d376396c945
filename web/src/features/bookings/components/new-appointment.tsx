import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment, NewAppointment as NewAppointmentIn } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useSettled } from '@/lib/pause'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Select, Textarea } from '@/ui/input'
import { toast } from '@/ui/toast'
import { type FreeStart, type RefusedDate, alternativesOf, iso, refusedDates, refusedOf, resourcesQuery, servicesQuery, storesQuery } from '../api'
import { type Repeat, repeatOf } from '../rules/repeat'
import { seriesStartsQuery, useBookSeries, useBookVisit } from '../together'
import { useBook } from '../verbs'
import { Alternatives } from './alternatives'
import { type ChosenContact, ContactPicker } from './contact-picker'
import { Left } from './left-dates'
import { Overbook } from './overbook'
import { OverlapsBefore } from './overlaps'
import { type ChosenPart, PartsFields, takesProfessional } from './parts-fields'
import { RefusedDates } from './refused-dates'
import { Foreseen, RepeatFields } from './repeat-fields'
import { SlotPicker } from './slot-picker'
import { useWords } from './words'

/** What is filled in already. `at`: an instant somebody pointed at; it is asked for whether it is free or not. `search`: whom to look for. */
export type Start = { day?: string; at?: number; service?: string; professional?: string; store?: string; contact?: ChosenContact; search?: string }

/** `importId`: the booking taken elsewhere that it is made of. */
type Props = { start: Start; importId?: string; today: string; onClose: () => void; onBooked: (made: Appointment) => void }

type Missing = { what: 'service'; n: number } | { what: 'time' | 'contact' | 'repeat' } | null

/** Services, with whom, when, how often, for whom: appointments, or what would be free instead. */
export function NewAppointment({ start, importId, today, onClose, onBooked }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const services = (useQuery(servicesQuery(tenant.id)).data ?? []).filter((one) => one.is_active)
  const stores = (useQuery(storesQuery(tenant.id)).data ?? []).filter((one) => one.is_active)
  const professionals = (useQuery(resourcesQuery(tenant.id)).data ?? []).filter((one) => one.kind === 'professional' && one.is_active)
  const [parts, setParts] = useState<ChosenPart[]>([{ service: start.service ?? (services.length === 1 ? (services[0]?.service_id ?? '') : ''), professional: start.professional ?? '' }])
  const [store, setStore] = useState(start.store ?? '')
  const [day, setDay] = useState(start.day ?? today)
  const [slot, setSlot] = useState<FreeStart | null>(start.at === undefined ? null : { at: start.at, store: start.store ?? null, zone: null })
  const [repeat, setRepeat] = useState<Repeat | null>(null)
  const [contact, setContact] = useState<ChosenContact | null>(start.contact ?? null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState<Missing>(null)
  const [wishId, setWishId] = useState(() => crypto.randomUUID())
  const [left, setLeft] = useState<{ dates: readonly RefusedDate[]; wish: NewAppointmentIn } | null>(null) // of a series that was booked, what could not be
  const [isFilled, setFilled] = useState(false)
  const book = useBook()
  const bookSeries = useBookSeries()
  const bookVisit = useBookVisit()
  const all = [book, bookSeries, bookVisit]
  const [one] = parts
  const isVisit = parts.length > 1
  const isChosen = parts.every(({ service }) => service)
  const whom = ({ service, professional }: ChosenPart) => (takesProfessional(services, service) && professional) || undefined
  const isAtStore = parts.every(({ service }) => services.find(({ service_id }) => service_id === service)?.place !== 'online')

  const wire = repeat && repeatOf(repeat, day)
  const often = wire && typeof wire !== 'string' && !isVisit ? wire : null
  const asked = often && slot && one?.service ? { service: one.service, at: slot.at, store: (slot.store ?? store) || undefined, professional: whom(one), repeat: often } : null
  const settled = useSettled(asked)
  const isSettled = JSON.stringify(settled) === JSON.stringify(asked)
  const foreseen = useQuery({ ...seriesStartsQuery(tenant.id, asked ?? { service: '', at: 0, repeat: { every: 1, unit: 'week' } }), enabled: asked !== null && isSettled })
  const seen = asked ? foreseen.data : undefined

  const done = (made: readonly Appointment[]) => {
    const [first] = made
    if (!first) return
    const said = { who: words.who(first), day: longDate(first.starts_at, zone), time: words.time(first.starts_at), count: made.length }
    toast([t(made.length > 1 ? 'bookings:book.doneMany' : 'bookings:book.done', said), words.own(first.starts_at, first.timezone)].filter(Boolean).join(', '))
    onBooked(first)
  }
  const doneAll = (made: readonly Appointment[]) => (done(made), onClose())
  // an answer that got lost is asked for again by the same id
  const onError = (error: unknown) => !(error instanceof ApiError && error.isTransient) && setWishId(crypto.randomUUID())
  // with a `reason`, which may be empty, it is overbooked
  const submit = ({ to = slot, reason, orNone }: { to?: FreeStart | null; reason?: string; orNone?: boolean } = {}) => {
    const without = parts.findIndex(({ service }) => !service)
    const lacks: Missing = without >= 0 ? { what: 'service', n: without } : !to ? { what: 'time' } : repeat && !isVisit && !often ? { what: 'repeat' } : !contact ? { what: 'contact' } : null
    setMissing(lacks)
    if (lacks || !to || !contact || !one) return
    const wish = { starts_at: iso(to.at), contact_id: contact.id, conversation_id: contact.conversationId, store_id: to.store ?? (store || null), note, client_id: wishId, import_id: importId ?? null }
    for (const call of all) call.reset()
    if (isVisit) bookVisit.mutate({ ...wish, parts: parts.map((part) => ({ service_id: part.service, professional_id: whom(part) ?? null })) }, { onSuccess: ({ items }) => doneAll(items), onError })
    else if (often) {
      const alone = { ...wish, service_id: one.service, professional_id: whom(one) ?? seen?.professional_id ?? null }
      bookSeries.mutate(
        { ...alone, repeat: often, or_none: orNone ?? !seen?.items.some(({ code }) => code) },
        {
          onSuccess: ({ items, refused }) => {
            done(items)
            if (refused.length > 0) setLeft({ dates: refusedDates(refused), wish: { ...alone, import_id: null } })
            else onClose()
          },
          onError,
        },
      )
    } else book.mutate({ ...wish, service_id: one.service, professional_id: whom(one) ?? null, overbook: reason !== undefined, reason: reason ?? '' }, { onSuccess: (made) => doneAll([made]), onError })
  }
  const change = (set: () => void) => {
    set()
    setFilled(true)
    for (const call of all) call.reset()
    setWishId(crypto.randomUUID())
    setMissing(null)
  }
  // where it is the server's to choose at which store, what the clock of each shows
  const clockOf = (id: string) => stores.find((place) => place.id === id)?.timezone
  const place = slot?.store ?? store
  const own = !slot ? [] : slot.zone || !isAtStore ? [words.own(slot.at, slot.zone)] : place ? [words.own(slot.at, clockOf(place))] : stores.map((one) => ({ name: one.name, own: words.own(slot.at, one.timezone) })).map(({ name, own }) => own && `${name}: ${own}`)
  if (left) return <Left {...left} onClose={onClose} />
  const isBusy = all.some(({ isPending }) => isPending)
  const free = seen?.items.filter(({ code }) => !code).length
  const starts = often ? (seen?.items ?? []).filter(({ code }) => !code).map(({ starts_at }) => Date.parse(starts_at)) : slot ? [slot.at] : []
  const minutes = parts.reduce((sum, { service }) => sum + (services.find(({ service_id }) => service_id === service)?.duration ?? 0), 0)
  const confirm = seen && free !== undefined && free < seen.items.length ? t('bookings:repeat.confirm', { free, count: seen.items.length }) : t('bookings:book.confirm')
  return (
    <Dialog
      open
      shape="sheet"
      isFilled={isFilled}
      onOpenChange={onClose}
      title={t('bookings:book.title')}
      closeLabel={t('shell:close')}
      className="sm:w-[28rem]"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => submit()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <PartsFields parts={parts} services={services} professionals={professionals} missing={missing?.what === 'service' ? missing.n : null} onChange={(to) => change(() => setParts(to))} />
        {stores.length > 1 && isAtStore && (
          <Field label={t('bookings:store')}>
            <Select value={store} onChange={(event) => change(() => setStore(event.target.value))}>
              <option value="">{t('bookings:everyStore')}</option>
              {stores.map((place) => (
                <option key={place.id} value={place.id}>
                  {place.name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {isChosen && (
          <SlotPicker
            wanted={{ parts: parts.map((part) => ({ service: part.service, professional: whom(part) })), store: store || undefined }}
            day={day}
            onDay={(on) => change(() => (setDay(on), setSlot(null)))}
            chosen={slot?.at ?? null}
            onChoose={(to) => change(() => setSlot(to))}
          />
        )}
        {slot && (
          <p className="rounded-lg bg-accent-soft px-3 py-2 text-sm font-medium text-accent-text">
            {t('bookings:book.when', { day: longDate(slot.at, zone), time: words.time(slot.at) })}
            {own.map((said) => said && <span key={said} className="block text-xs">{said}</span>)}
          </p>
        )}
        {missing?.what === 'time' && (
          <p role="alert" className="text-xs font-medium text-danger">
            {t('bookings:book.needsTime')}
          </p>
        )}
        {isChosen && !isVisit && <RepeatFields value={repeat} wrong={missing?.what === 'repeat' && typeof wire === 'string' ? wire : null} onChange={(to) => change(() => setRepeat(to))} />}
        {asked && <Foreseen query={foreseen} who={asked.professional ? undefined : professionals.find(({ id }) => id === seen?.professional_id)?.name} />}
        <ContactPicker chosen={contact} search={start.search} onChoose={(to) => change(() => setContact(to))} error={missing?.what === 'contact' ? t('bookings:book.needsContact') : undefined} />
        <OverlapsBefore contact={contact} starts={isChosen ? starts : []} minutes={minutes} />
        <Field label={t('bookings:note')}>
          <Textarea value={note} maxLength={1000} onChange={(event) => (setNote(event.target.value), setFilled(true))} />
        </Field>
        <Refusal
          error={all.find(({ error }) => error)?.error}
          mayOverbook={!isVisit && !often && Boolean(one && slot && (whom(one) || !takesProfessional(services, one.service)))}
          onInstead={(to) => (setSlot(to), submit({ to }))}
          onOverbook={(reason) => submit({ reason })}
          onRest={() => submit({ orNone: false })}
        />
      </div>
    </Dialog>
  )
}

type RefusalProps = { error: unknown; mayOverbook: boolean; onInstead: (to: FreeStart) => void; onOverbook: (reason: string) => void; onRest: () => void }

/** Why it is not booked, and what can be done instead. */
function Refusal({ error, mayOverbook, onInstead, onOverbook, onRest }: RefusalProps) {
  const { t } = useTranslation('bookings')
  const errorText = useErrorText()
  const [reason, setReason] = useState('')
  if (!error) return null
  const taken = alternativesOf(error)
  const dates = refusedOf(error)
  return (
    <div role="alert" className="rounded-lg border border-danger bg-danger-soft p-3 text-sm">
      <p className="mb-2 font-medium text-danger">{errorText(error)}</p>
      {taken && <Alternatives times={taken} onChoose={onInstead} />}
      {dates && (
        <>
          <RefusedDates dates={dates} />
          <Button className="mt-3" onClick={onRest}>
            {t('repeat.rest')}
          </Button>
        </>
      )}
      {taken && mayOverbook && <Overbook reason={reason} onReason={setReason} onOverbook={() => onOverbook(reason)} />}
    </div>
  )
}
