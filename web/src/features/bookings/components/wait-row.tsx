import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, MessageSquare, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Wait } from '@/client/types'
import { fullMoment, longDate, span, weekdayDate, weekdayName } from '@/lib/dates'
import { addDays } from '@/lib/days'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useNow } from '@/lib/now'
import { canSee, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { type FreeStart, alternativesOf, resourcesQuery, storesQuery } from '../api'
import { instantOf } from '../rules/clock'
import { firstDay } from '../rules/waiting'
import { useLeaveWait, useOfferTime } from '../waiting'
import { Alternatives } from './alternatives'
import type { Start } from './new-appointment'
import { SlotPicker } from './slot-picker'
import { useWords } from './words'

const reasons = ['no_conversation', 'bot_off', 'talking', 'window_closed', 'quiet', 'template_unusable', 'content_invalid', 'not_your_turn', 'number_paused', 'loop_stopped', 'dropped', 'failed'] as const
type Reason = (typeof reasons)[number]

const monday = '2026-11-23' // any

/** Why somebody who waits cannot be told, or could not be. */
function useUnreached(): (reason: unknown) => string | null {
  const { t } = useTranslation('bookings')
  return (reason) => {
    const known = reason === 'queued' || reason === 'sending' ? 'dropped' : reasons.find((one): one is Reason => one === reason) // it ended on its way
    return known ? t(`waits.unreached.${known}`) : null
  }
}

/** `place` in the queue; nothing can be done without `onBook`. */
type Props = { one: Wait; place?: number; today: string; onBook: ((start: Start, waitId: string) => void) | undefined }

/** Who waits for what, when it would suit, since when; what they are offered now, and what the team can do. */
export function WaitRow({ one, place, today, onBook }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const unreached = useUnreached()
  const errorText = useErrorText()
  const leave = useLeaveWait()
  const resources = useQuery(resourcesQuery(tenant.id)).data ?? []
  const stores = useQuery(storesQuery(tenant.id)).data ?? []
  const [asking, setAsking] = useState<'offer' | 'leave' | null>(null)
  const noon = (day: string) => instantOf(day, 720, zone.timeZone)
  const days = one.first_on === one.last_on ? longDate(noon(one.first_on), zone) : t('bookings:waits.days', { first: weekdayDate(noon(one.first_on), zone), last: weekdayDate(noon(one.last_on), zone) })
  const named = one.weekdays.map((n) => weekdayName(addDays(monday, n), zone.locale, one.weekdays.length > 1 ? 'short' : 'long').replace('.', ''))
  const weekdays = named.length > 0 && t('bookings:waits.onWeekdays', { weekdays: new Intl.ListFormat(zone.locale).format(named) })
  const hours = [one.earliest && t('bookings:waits.earliest', { at: one.earliest.slice(0, 5) }), one.latest && t('bookings:waits.latest', { at: one.latest.slice(0, 5) })].filter(Boolean).join(' ')
  const open = one.offers.find(({ outcome }) => outcome === 'open')
  const now = useNow(open ? 1000 : 30_000)
  const left = open ? Date.parse(open.until) - now : 0
  const before = one.offers.filter(({ outcome }) => outcome !== 'open' && outcome !== 'unsaid').length
  const name = one.contact_name ?? t('bookings:nobody')
  const why = open || !one.unreached ? null : (unreached(one.unreached) ?? errorText(new ApiError(409, one.unreached)))
  const whom = resources.find(({ id }) => id === one.professional_id)?.name
  const nameOf = (store: string | null) => (stores.length > 1 ? stores.find(({ id }) => id === store)?.name : undefined)
  const where = nameOf(one.store_id)
  const book = () =>
    onBook?.(
      { service: one.service_id, professional: one.professional_id ?? undefined, store: one.store_id ?? undefined, day: firstDay(one, today) ?? today, contact: { id: one.contact_id, name, conversationId: one.conversation_id } },
      one.id,
    )
  return (
    <li className="flex flex-col gap-2 rounded-lg border p-3 text-sm">
      <div>
        <p className="flex items-baseline gap-2">
          {place !== undefined && <span className="text-xs text-ink-3 tabular-nums">{place}.</span>}
          <span className="min-w-0 flex-1 truncate font-semibold">{name}</span>
          <time dateTime={one.since} title={fullMoment(one.since, zone)} className="shrink-0 text-xs text-ink-2">
            {t('bookings:waits.since', { span: span(now - Date.parse(one.since)) })}
          </time>
        </p>
        <p>{[one.service_name, whom, where].filter(Boolean).join(' · ')}</p>
        <p className="text-ink-2 first-letter:uppercase">{[days, weekdays, hours].filter(Boolean).join(', ')}</p>
        {one.appointment_starts_at && <p className="text-ink-2">{t('bookings:waits.instead', { day: weekdayDate(one.appointment_starts_at, zone), time: words.time(one.appointment_starts_at) })}</p>}
        {one.note && <p className="text-ink-2">“{one.note}”</p>}
        {one.conversation_id && place !== undefined && canSee(tenant, 'inbox') && (
          <Link to="/t/$slug/inbox/{-$conversationId}" params={{ slug: tenant.slug, conversationId: one.conversation_id }} className="inline-flex items-center gap-1 text-xs text-accent-text underline underline-offset-3 touch:py-2">
            <MessageSquare aria-hidden className="size-3.5" />
            {t('bookings:conversation')}
          </Link>
        )}
      </div>
      {open && (
        <p className="flex gap-2 rounded-md bg-accent-soft px-2.5 py-1.5 text-accent-text">
          <BellRing aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            {t('bookings:waits.offered', { day: weekdayDate(open.starts_at, zone), time: [words.time(open.starts_at), words.own(open.starts_at, open.timezone), nameOf(open.store_id)].filter(Boolean).join(', ') })}{' '}
            {/* a clock that is read aloud each second says nothing else */}
            <span className="font-semibold tabular-nums">{left > 0 ? t('bookings:waits.left', { span: span(left), until: words.time(open.until) }) : t('bookings:waits.ranOut')}</span>
          </span>
        </p>
      )}
      {why && (
        <p className="flex gap-2 rounded-md bg-wait-soft px-2.5 py-1.5 text-xs text-wait">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {why}
        </p>
      )}
      {before > 0 && <p className="text-xs text-ink-3">{t('bookings:waits.before', { count: before })}</p>}
      {onBook && (
        <div className="flex flex-wrap gap-2">
          {!open && (
            <Button size="sm" aria-expanded={asking === 'offer'} onClick={() => setAsking(asking === 'offer' ? null : 'offer')}>
              {t('bookings:waits.offer')}
            </Button>
          )}
          <Button size="sm" onClick={book}>
            {t('bookings:book.button')}
          </Button>
          <Button size="sm" variant="ghost" aria-label={t('bookings:waits.leaveNamed', { name })} aria-expanded={asking === 'leave'} onClick={() => setAsking(asking === 'leave' ? null : 'leave')}>
            {t('bookings:waits.leave')}
          </Button>
        </div>
      )}
      {asking === 'leave' && (
        <div className="flex flex-wrap items-center justify-end gap-2 rounded-lg border p-2.5">
          <p className="min-w-40 flex-1 text-xs text-ink-2">{t(open ? 'bookings:waits.leaveOpen' : 'bookings:waits.leaveText')}</p>
          <Button size="sm" variant="ghost" onClick={() => setAsking(null)}>
            {t('shell:back')}
          </Button>
          <Button
            size="sm"
            variant="danger"
            isBusy={leave.isPending}
            onClick={() => leave.mutate(one.id, { onSuccess: () => toast(t('bookings:waits.gone', { name })), onError: (error) => toast(errorText(error), { tone: 'danger' }) })}
          >
            {t('bookings:waits.leaveConfirm')}
          </Button>
        </div>
      )}
      {asking === 'offer' && !open && <OfferByHand one={one} name={name} today={today} onClose={() => setAsking(null)} />}
    </li>
  )
}

/** Choose a time that is free; then it is held and said. */
function OfferByHand({ one, name, today, onClose }: { one: Wait; name: string; today: string; onClose: () => void }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  const unreached = useUnreached()
  const offer = useOfferTime()
  const [day, setDay] = useState(firstDay(one, today) ?? today)
  const [chosen, setChosen] = useState<FreeStart | null>(null)
  const choose = (start: FreeStart) => (offer.reset(), setChosen(start))
  const taken = alternativesOf(offer.error)
  const refused = offer.error instanceof ApiError ? (unreached(offer.error.code === 'offer_unsaid' ? offer.error.params.reason : offer.error.code) ?? errorText(offer.error)) : offer.error && errorText(offer.error)
  return (
    <div className="flex flex-col gap-3 rounded-lg border p-3">
      <SlotPicker
        wanted={{ parts: [{ service: one.service_id, professional: one.professional_id ?? undefined }], store: one.store_id ?? undefined }}
        day={day}
        onDay={(on) => (setDay(on), setChosen(null), offer.reset())}
        chosen={chosen?.at ?? null}
        onChoose={choose}
      />
      {refused && (
        <div role="alert" className="rounded-lg border border-danger bg-danger-soft p-2.5">
          <p className="text-xs font-medium text-danger">{refused}</p>
          {taken && <Alternatives times={taken} onChoose={choose} />}
        </div>
      )}
      {chosen && (
        <Button
          variant="primary"
          className="h-auto min-h-8 self-start py-1 whitespace-normal"
          isBusy={offer.isPending}
          onClick={() => offer.mutate({ id: one.id, start: chosen }, { onSuccess: () => (toast(t('waits.said', { name })), onClose()) })}
        >
          {[t('waits.offerConfirm', { day: weekdayDate(chosen.at, zone), time: words.time(chosen.at) }), words.own(chosen.at, chosen.zone)].filter(Boolean).join(', ')}
        </Button>
      )}
      <p className="text-xs text-ink-2">{t('waits.offerHint')}</p>
    </div>
  )
}
