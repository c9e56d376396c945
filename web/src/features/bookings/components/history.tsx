import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AppointmentChange } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { peopleQuery } from '../api'
import { useWords } from './words'

/** What became of an appointment, newest first: when, by whom and why. */
export function History({ changes }: { changes: readonly AppointmentChange[] }) {
  const { t } = useTranslation('bookings')
  const { me, tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const people = useQuery(peopleQuery(tenant.id))
  const actor = (word: string) => {
    const [kind, id] = word.split(':')
    if (kind === 'user') return id === me.user.id ? t('by.you') : (people.data?.find((person) => person.user_id === id)?.name ?? t('by.user'))
    return kind === 'key' || kind === 'bot' || kind === 'customer' || kind === 'operator' ? t(`by.${kind}`) : t('by.system')
  }
  const what = (one: AppointmentChange) =>
    one.from_starts_at && one.from_starts_at !== one.to_starts_at
      ? t('change.moved', { from: fullMoment(one.from_starts_at, zone), to: fullMoment(one.to_starts_at, zone) })
      : one.from_state === null
        ? t('change.made', { state: words.state(one.to_state), at: fullMoment(one.to_starts_at, zone) })
        : one.from_state === one.to_state
          ? t('change.professional')
          : words.state(one.to_state)
  return (
    <section aria-labelledby="appointment-history" className="border-t pt-3">
      <h2 id="appointment-history" className="mb-1.5 text-xs font-semibold text-ink-3">
        {t('history')}
      </h2>
      <ol className="flex flex-col gap-2 text-xs">
        {[...changes].reverse().map((one, index) => (
          <li key={index}>
            <p className="font-medium text-ink first-letter:uppercase">
              {what(one)}
              {one.is_overbooked && ` · ${t('overbooked')}`}
            </p>
            <p className="text-ink-2">
              <time dateTime={one.at} className="tabular-nums">
                {fullMoment(one.at, zone)}
              </time>
              {' · '}
              {actor(one.actor)}
            </p>
            {one.reason && one.reason !== 'run_out' && <p className="text-ink-2">“{one.reason}”</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
