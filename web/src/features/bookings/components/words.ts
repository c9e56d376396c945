/** The agenda's moments and names in the reader's language. */
import { useTranslation } from 'react-i18next'
import type { Appointment, BookingOverlap } from '@/client/types'
import { clockTime, dayKey, fullMoment, weekdayDate } from '@/lib/dates'
import { formatAmount } from '@/lib/money'
import { useZone } from '@/lib/session'
import { zoneTitle } from '@/lib/zones'
import { type State, isGuest } from '../rules/states'

export function useWords() {
  const { t, i18n } = useTranslation('bookings')
  const zone = useZone()
  const state = (one: State) => t(`state.${one}`)
  const time = (at: string | number) => clockTime(at, zone)
  // who comes, as they said themselves, before whose number it is
  const who = (one: Pick<Appointment, 'contact_name' | 'guest_name'>) =>
    isGuest(one) ? (one.contact_name ? t('guestOf', { guest: one.guest_name, name: one.contact_name }) : (one.guest_name ?? '')) : (one.contact_name ?? t('nobody'))
  /** What a store's own clock shows then, with its day where that is another one; none where it shows what the business's does. */
  const own = (at: string | number, timeZone: string | null | undefined): string | null => {
    const there = { ...zone, timeZone: timeZone ?? zone.timeZone }
    if (fullMoment(at, there) === fullMoment(at, zone)) return null
    const shown = clockTime(at, there)
    return t('ownClock', { time: dayKey(at, there) === dayKey(at, zone) ? shown : `${weekdayDate(at, there)} ${shown}`, zone: zoneTitle(there.timeZone) })
  }
  return {
    state,
    time,
    own,
    who,
    span: (one: Pick<Appointment, 'starts_at' | 'ends_at'>) => `${time(one.starts_at)}–${time(one.ends_at)}`,
    /** What else a customer has then. `name`: as they are called here. */
    overlap: (one: BookingOverlap, name: string | null) => {
      const said = { who: who({ contact_name: name, guest_name: one.guest_name }), service: one.service_name, time: time(one.starts_at) }
      return one.professional_name ? t('overlap.lineWith', { ...said, professional: one.professional_name }) : t('overlap.line', said)
    },
    price: (cents: number, currency: string) => formatAmount(cents / 100, currency, i18n.language),
    /** What a reader who sees no colours is told of a block. `whose`: by name, where the column does not say it. */
    label: (one: Appointment, isFlagged = false, whose?: string) => {
      const said = t(isFlagged ? 'blockFlagged' : 'block', { time: time(one.starts_at), until: time(one.ends_at), who: who(one), service: one.service_name, state: state(one.state) })
      return [said, whose, own(one.starts_at, one.timezone)].filter(Boolean).join(', ')
    },
  }
}
