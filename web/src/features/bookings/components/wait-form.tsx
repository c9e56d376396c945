import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { weekdayDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Select, Textarea } from '@/ui/input'
import { TimeField } from '@/ui/time-field'
import { toast } from '@/ui/toast'
import { hasRefused } from '@/ui/use-typing'
import { ofCustomerQuery, resourcesQuery, servicesQuery, storesQuery } from '../api'
import { addDays } from '../rules/clock'
import { canGoEarlier, firstDay } from '../rules/waiting'
import { useJoinWait } from '../waiting'
import { type ChosenContact, ContactPicker } from './contact-picker'
import { WeekdayChoice } from './weekday-choice'
import { useWords } from './words'

type Props = { contact: ChosenContact | null; today: string; onClose: () => void }

const usual = 14 // days ahead, unless somebody says otherwise

/** Somebody would come if a time became free: for what, with whom, on which days and at what hours. */
export function WaitForm({ contact: given, today, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const zone = useZone()
  const words = useWords()
  const services = (useQuery(servicesQuery(tenant.id)).data ?? []).filter((one) => one.is_active)
  const stores = (useQuery(storesQuery(tenant.id)).data ?? []).filter((one) => one.is_active)
  const resources = useQuery(resourcesQuery(tenant.id)).data ?? []
  const [contact, setContact] = useState(given)
  const [service, setService] = useState(services.length === 1 ? (services[0]?.service_id ?? '') : '')
  const [professional, setProfessional] = useState('')
  const [store, setStore] = useState('')
  const [first, setFirst] = useState(today)
  const [last, setLast] = useState(addDays(today, usual))
  const [weekdays, setWeekdays] = useState<number[]>([])
  const [earliest, setEarliest] = useState('')
  const [latest, setLatest] = useState('')
  const [note, setNote] = useState('')
  const [insteadOf, setInsteadOf] = useState('')
  const [isAsked, setAsked] = useState(false)
  const join = useJoinWait()
  const box = useRef<HTMLElement>(null)
  const able = resources.filter(({ kind, is_active, id }) => kind === 'professional' && is_active && services.find(({ service_id }) => service_id === service)?.professional_ids.includes(id))
  const has = useQuery({ ...ofCustomerQuery(tenant.id, contact?.id ?? ''), enabled: Boolean(contact && service) }).data
  const theirs = contact && service ? (has?.ahead ?? []).filter((one) => one.service_id === service && canGoEarlier(one)) : []
  const instead = theirs.find(({ id }) => id === insteadOf)
  const isLastWrong = !last || last < first
  const isNoDay = Boolean(first) && !isLastWrong && last >= today && !firstDay({ first_on: first, last_on: last, weekdays }, today)
  const lacks = { contact: !contact, service: !service, first: !first, last: isLastWrong, weekdays: isNoDay, latest: Boolean(earliest && latest && latest < earliest) }
  const field = join.error instanceof ApiError ? join.error.field : null
  const send = () => {
    setAsked(true)
    if (Object.values(lacks).some(Boolean) || !contact || join.isPending || hasRefused(box.current)) return
    join.mutate(
      {
        contact_id: contact.id,
        conversation_id: contact.conversationId,
        service_id: service,
        professional_id: professional || null,
        store_id: store || null,
        first_on: first,
        last_on: last,
        weekdays,
        earliest: earliest || null,
        latest: latest || null,
        note,
        appointment_id: instead?.id ?? null,
      },
      { onSuccess: () => (toast(t('bookings:waits.joined', { name: contact.name })), onClose()) },
    )
  }
  return (
    <section ref={box} aria-label={t('bookings:waits.add')} className="flex flex-col gap-3 rounded-lg border p-3">
      {!given && <ContactPicker chosen={contact} onChoose={setContact} error={isAsked && lacks.contact ? t('bookings:book.needsContact') : undefined} />}
      <Field label={t('bookings:service')} error={isAsked && lacks.service && t('bookings:book.needsService')}>
        <Select value={service} onChange={(event) => (setService(event.target.value), setProfessional(''))}>
          <option value="" disabled>
            {t('bookings:book.chooseService')}
          </option>
          {services.map((one) => (
            <option key={one.service_id} value={one.service_id}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
      {theirs.length > 0 && (
        <Field label={t('bookings:waits.insteadOf')} hint={t(instead ? 'bookings:waits.insteadHint' : 'bookings:waits.onTopHint')}>
          <Select value={instead?.id ?? ''} onChange={(event) => (setInsteadOf(event.target.value), join.reset())}>
            <option value="">{t('bookings:waits.onTop')}</option>
            {theirs.map((one) => (
              <option key={one.id} value={one.id}>
                {[`${weekdayDate(one.starts_at, zone)}, ${words.time(one.starts_at)}`, ...one.resources.filter(({ kind }) => kind === 'professional').map(({ name }) => name)].join(' · ')}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {able.length > 0 && (
        <Field label={t('bookings:professional')}>
          <Select value={professional} onChange={(event) => setProfessional(event.target.value)}>
            <option value="">{t('bookings:book.anybody')}</option>
            {able.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {stores.length > 1 && (
        <Field label={t('bookings:store')}>
          <Select value={store} onChange={(event) => setStore(event.target.value)}>
            <option value="">{t('bookings:everyStore')}</option>
            {stores.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('bookings:waits.firstOn')} error={isAsked && lacks.first && t('bookings:waits.needsDay')}>
          <DateField min={today} max="2099-12-31" value={first} onChange={setFirst} />
        </Field>
        <Field label={t('bookings:waits.lastOn')} error={((isAsked && lacks.last) || field === 'last_on') && t('bookings:waits.lastWrong')}>
          <DateField min={first || today} max="2099-12-31" value={last} onChange={setLast} />
        </Field>
        <Field label={t('bookings:waits.from')}>
          <TimeField value={earliest} onChange={setEarliest} />
        </Field>
        <Field label={t('bookings:waits.to')} error={isAsked && lacks.latest && t('bookings:waits.latestWrong')}>
          <TimeField value={latest} onChange={setLatest} />
        </Field>
      </div>
      <WeekdayChoice
        legend={t('bookings:waits.weekdays')}
        hint={t('bookings:waits.weekdaysHint')}
        error={((isAsked && lacks.weekdays) || field === 'weekdays') && t('bookings:waits.weekdaysWrong')}
        chosen={weekdays}
        onChange={(to) => (setWeekdays(to), join.reset())}
      />
      <Field label={t('bookings:note')}>
        <Textarea value={note} maxLength={1000} className="min-h-14" onChange={(event) => setNote(event.target.value)} />
      </Field>
      {join.error && field !== 'last_on' && field !== 'weekdays' && (
        <p role="alert" className="text-xs font-medium text-danger">
          {errorText(join.error)}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          {t('shell:back')}
        </Button>
        <Button variant="primary" isBusy={join.isPending} onClick={send}>
          {t('bookings:waits.join')}
        </Button>
      </div>
    </section>
  )
}
