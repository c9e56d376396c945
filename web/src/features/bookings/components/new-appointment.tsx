import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Select, Textarea } from '@/ui/input'
import { toast } from '@/ui/toast'
import { alternativesOf, resourcesQuery, servicesQuery, storesQuery } from '../api'
import { useBook } from '../verbs'
import { Alternatives } from './alternatives'
import { type ChosenContact, ContactPicker } from './contact-picker'
import { SlotPicker } from './slot-picker'
import { useWords } from './words'

/** What is filled in already. `at`: an instant somebody pointed at; it is asked for whether it is free or not. */
export type Start = { day?: string; at?: number; professional?: string; store?: string; contact?: ChosenContact }

type Props = { start: Start; today: string; onClose: () => void; onBooked: (made: Appointment) => void }

/** Service, with whom, when, for whom: an appointment, or what would be free instead. */
export function NewAppointment({ start, today, onClose, onBooked }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  const services = (useQuery(servicesQuery(tenant.id)).data ?? []).filter((one) => one.is_active)
  const stores = (useQuery(storesQuery(tenant.id)).data ?? []).filter((one) => one.is_active)
  const [service, setService] = useState(services.length === 1 ? (services[0]?.service_id ?? '') : '')
  const professionals = (useQuery(resourcesQuery(tenant.id)).data ?? []).filter((one) => one.kind === 'professional' && one.is_active && (!service || services.find(({ service_id }) => service_id === service)?.professional_ids.includes(one.id)))
  const [professional, setProfessional] = useState(start.professional ?? '')
  const [store, setStore] = useState(start.store ?? '')
  const [day, setDay] = useState(start.day ?? today)
  const [slot, setSlot] = useState<{ at: number; store: string | null } | null>(start.at === undefined ? null : { at: start.at, store: start.store ?? null })
  const [contact, setContact] = useState<ChosenContact | null>(start.contact ?? null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState<'service' | 'time' | 'contact' | null>(null)
  const [wishId, setWishId] = useState(() => crypto.randomUUID())
  const book = useBook()
  const chosen = services.find((one) => one.service_id === service)
  const taken = alternativesOf(book.error)
  const picks = chosen?.needs_professional !== false

  const submit = (at = slot?.at, more: { overbook?: boolean } = {}) => {
    const lacks = !service ? 'service' : at === undefined ? 'time' : !contact ? 'contact' : null
    setMissing(lacks)
    if (lacks || at === undefined || !contact) return
    book.mutate(
      {
        service_id: service,
        starts_at: new Date(at).toISOString(),
        contact_id: contact.id,
        conversation_id: contact.conversationId,
        professional_id: (picks && professional) || null,
        store_id: (at === slot?.at ? slot.store : null) ?? (store || null),
        note,
        client_id: wishId,
        ...more,
      },
      {
        onSuccess: (made) => {
          toast(t('bookings:book.done', { who: words.who(made), day: longDate(made.starts_at, zone), time: words.time(made.starts_at) }))
          onBooked(made)
          onClose()
        },
        onError: () => setWishId(crypto.randomUUID()),
      },
    )
  }
  const change = (set: () => void) => {
    set()
    book.reset()
    setMissing(null)
  }

  return (
    <Dialog
      open
      shape="sheet"
      onOpenChange={onClose}
      title={t('bookings:book.title')}
      closeLabel={t('shell:close')}
      className="sm:w-[28rem]"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button variant="primary" isBusy={book.isPending} onClick={() => submit()}>
            {t('bookings:book.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t('bookings:service')} error={missing === 'service' && t('bookings:book.needsService')}>
          <Select autoFocus value={service} onChange={(event) => change(() => (setService(event.target.value), setProfessional((one) => (services.find(({ service_id }) => service_id === event.target.value)?.professional_ids.includes(one) ? one : ''))))}>
            <option value="" disabled>
              {t('bookings:book.chooseService')}
            </option>
            {services.map((one) => (
              <option key={one.service_id} value={one.service_id}>
                {t('bookings:book.service', { name: one.name, minutes: one.duration })}
              </option>
            ))}
          </Select>
        </Field>
        {picks && (
          <Field label={t('bookings:professional')}>
            <Select value={professional} onChange={(event) => change(() => setProfessional(event.target.value))}>
              <option value="">{t('bookings:book.anybody')}</option>
              {professionals.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {stores.length > 1 && chosen?.place !== 'online' && (
          <Field label={t('bookings:store')}>
            <Select value={store} onChange={(event) => change(() => setStore(event.target.value))}>
              <option value="">{t('bookings:everyStore')}</option>
              {stores.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {service && (
          <SlotPicker
            service={service}
            professional={(picks && professional) || undefined}
            store={store || undefined}
            day={day}
            onDay={(on) => change(() => (setDay(on), setSlot(null)))}
            chosen={slot?.at ?? null}
            onChoose={(one) => change(() => setSlot({ at: Date.parse(one.starts_at), store: one.store_id }))}
          />
        )}
        {slot && (
          <p className="rounded-lg bg-accent-soft px-3 py-2 text-sm font-medium text-accent-text">{t('bookings:book.when', { day: longDate(slot.at, zone), time: words.time(slot.at) })}</p>
        )}
        {missing === 'time' && (
          <p role="alert" className="text-xs font-medium text-danger">
            {t('bookings:book.needsTime')}
          </p>
        )}
        <ContactPicker chosen={contact} onChoose={(one) => change(() => setContact(one))} error={missing === 'contact' ? t('bookings:book.needsContact') : undefined} />
        <Field label={t('bookings:note')}>
          <Textarea value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
        </Field>
        {book.error && (
          <div role="alert" className="rounded-lg border border-danger bg-danger-soft p-3 text-sm">
            <p className="mb-2 font-medium text-danger">{errorText(book.error)}</p>
            {taken && <Alternatives times={taken} onChoose={(one) => (setSlot(one), submit(one.at))} />}
            {taken && picks && professional && slot && (
              <p className="mt-3 border-t pt-2">
                <Button variant="link" size="inline" onClick={() => submit(slot.at, { overbook: true })}>
                  {t('bookings:book.overbook')}
                </Button>
                <span className="block text-xs text-ink-2">{t('bookings:book.overbookHint')}</span>
              </p>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}
