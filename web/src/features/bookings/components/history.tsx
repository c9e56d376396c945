import { useTranslation } from 'react-i18next'
import type { AppointmentChange } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { zoneTitle } from '@/lib/zones'
import { clockKept, lateness } from '../rules/lateness'
import { useWords } from './words'

/** What became of an appointment, newest first: when, by whom and why. */
export function History({ changes }: { changes: readonly AppointmentChange[] }) {
  const { t } = useTranslation('bookings')
  const { me } = useSession()
  const zone = useZone()
  const words = useWords()
  const actor = ({ actor: word, actor_name }: AppointmentChange) => {
    const [kind, id] = word.split(':')
    if (kind === 'user') return id === me.user.id ? t('by.you') : (actor_name ?? t('by.user'))
    if (kind === 'key' && actor_name) return actor_name
    return kind === 'key' || kind === 'bot' || kind === 'customer' || kind === 'operator' ? t(`by.${kind}`) : t('by.system')
  }
  const names = (one: AppointmentChange | undefined) => (one?.resources ?? []).map(({ name }) => name).join(', ')
  const kept = (one: AppointmentChange, before: AppointmentChange | undefined) => {
    const found = clockKept(one, before)
    if (!found) return null
    const at = fullMoment(one.to_starts_at, { ...zone, timeZone: found.timeZone })
    return t('change.kept', { at, zone: zoneTitle(found.timeZone), before: fullMoment(`${found.before}Z`, { ...zone, timeZone: 'UTC' }) })
  }
  const what = (one: AppointmentChange, before: AppointmentChange | undefined) =>
    one.from_starts_at && one.from_starts_at !== one.to_starts_at
      ? t('change.moved', { from: fullMoment(one.from_starts_at, zone), to: fullMoment(one.to_starts_at, zone) })
      : one.from_state === null
        ? t('change.made', { state: words.state(one.to_state), at: fullMoment(one.to_starts_at, zone) })
        : one.from_state !== one.to_state
          ? one.from_state === 'cancelled'
            ? t('change.restored')
            : words.state(one.to_state)
          : lateness(one, before) !== null
            ? t('change.late', { count: lateness(one, before) ?? 0 })
          : kept(one, before) !== null
            ? kept(one, before)
          : before?.to_ends_at && one.to_ends_at && before.to_ends_at !== one.to_ends_at
            ? t('change.resized', { from: words.time(before.to_ends_at), to: words.time(one.to_ends_at) })
            : t('change.professional')
  return (
    <section aria-labelledby="appointment-history" className="border-t pt-3">
      <h2 id="appointment-history" className="mb-1.5 text-xs font-semibold text-ink-3">
        {t('history')}
      </h2>
      <ol className="flex flex-col gap-2 text-xs">
        {changes.map((one, index) => ({ one, before: changes[index - 1] })).reverse().map(({ one, before }, index) => (
          <li key={index}>
            <p className="font-medium text-ink first-letter:uppercase">
              {what(one, before)}
              {one.is_overbooked && ` · ${t('overbooked')}`}
            </p>
            <p className="text-ink-2">
              <time dateTime={one.at} className="tabular-nums">
                {fullMoment(one.at, zone)}
              </time>
              {' · '}
              {actor(one)}
            </p>
            {one.resources.length > 0 && names(one) !== names(before) && <p className="text-ink-2">{t('change.with', { names: names(one) })}</p>}
            {one.reason && one.reason !== 'run_out' && lateness(one, before) === null && !clockKept(one, before) && <p className="text-ink-2">{one.reason === 'clock' ? t('change.clock') : one.reason === 'reassigned' ? t('change.reassigned') : `“${one.reason}”`}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
