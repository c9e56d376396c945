import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TimelineEvent } from '@/client/types'
import { clockTime } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { peopleQuery } from '../api/conversations'
import { describeEvent } from '../rules/events'

/** What happened to the conversation itself, quietly between the messages. */
export function EventLine({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation('inbox')
  const { me, tenant } = useSession()
  const zone = useZone()
  const people = useQuery(peopleQuery(tenant.id))
  const nameOf = (id: string) => (id === me.user.id ? me.user.name : (people.data?.find((person) => person.user_id === id)?.name ?? null))
  const said = describeEvent(event, nameOf)
  return (
    <li className="my-1.5 flex items-center justify-center gap-1.5 text-center text-xs text-ink-3">
      <span>{t(`event.${said.key}` as 'event.assigned', { actor: '', name: '', ...said.params })}</span>
      <span aria-hidden>·</span>
      <time dateTime={event.at} className="tabular-nums">
        {clockTime(event.at, zone)}
      </time>
    </li>
  )
}
