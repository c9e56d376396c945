import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { dayKey, fullMoment, longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { usePrinting } from '@/lib/printing'
import { useSession, useZone } from '@/lib/session'
import { instantOf, monthOf } from '../rules/clock'
import type { View } from '../rules/view'
import type { Lane } from './lanes'
import { usePeriod } from './use-period'
import type { Whose } from './whose'
import { useWords } from './words'

type Props = {
  view: View
  day: string
  lanes: readonly Lane[]
  /** What a month shows: it has no columns. */
  monthly: readonly Appointment[] | undefined
  /** Whether all that is to be shown has been read. */
  isWhole: boolean
  /** Whose each is, where more than one's are shown. */
  whose: Whose | undefined
  /** Whose agenda, and which filters are on, as they are called. */
  shown: readonly (string | undefined)[]
}

type List = { key: string; title: string; none: string | null; items: readonly Appointment[] }

/** What the printer gets: a list for each professional of a day, or for each day of a week or a month, whole, with room to write. */
export function Printed(props: Props) {
  return usePrinting() ? <Paper {...props} /> : null
}

function Paper({ view, day, lanes, monthly, isWhole, whose, shown }: Props) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const now = useNow(60_000)
  const period = usePeriod(view.view, day)
  const isDay = view.view === undefined
  const nobody = t(view.kind === 'rooms' ? 'withoutRoom' : 'withNobody')
  if (!monthly && lanes.length === 0) return null
  const ofLane = (lane: Lane): List => ({
    key: lane.key,
    title: isDay ? (lane.resource?.name ?? nobody) : longDate(lane.axis.instant(720), zone),
    none: lane.shut.map(({ reason }) => reason).find(Boolean) ?? null,
    items: lane.placed.map(({ item }) => item),
  })
  const ofDay = (on: string): List => ({ key: on, title: longDate(instantOf(on, 720, zone.timeZone), zone), none: null, items: (monthly ?? []).filter((one) => dayKey(one.starts_at, zone) === on) })
  const days = monthOf(day).flat().filter((on) => on.slice(0, 7) === day.slice(0, 7))
  // the days of a week are few: those on which nothing is stand there, too
  const lists = monthly ? days.map(ofDay).filter(({ items }) => items.length > 0) : lanes.map(ofLane).filter(({ items }) => items.length > 0 || !isDay)
  const filters = [...shown, view.state && words.state(view.state), view.cancelled && !view.state && t('cancelledToo')].filter(Boolean)
  return createPortal(
    <div className="printed">
      <h1 className="text-lg font-semibold first-letter:uppercase">
        {tenant.name} · {period}
      </h1>
      <p className="text-xs">{t('print.shown', { what: filters.join(' · ') })}</p>
      <p className="mb-3 text-xs">{t('print.at', { at: fullMoment(now, zone) })}</p>
      {!isWhole && <p className="mb-3 text-sm font-semibold">{t('print.partly')}</p>}
      {isWhole && lists.length === 0 && <p>{t(monthly ? 'list.emptyMonth' : 'list.empty')}</p>}
      {lists.map(({ key, title, none, items }) => (
        <section key={key} className="mb-4 break-inside-avoid">
          <h2 className="mb-1 break-after-avoid border-b border-current pb-0.5 text-sm font-semibold first-letter:uppercase">{title}</h2>
          {items.length === 0 ? <p className="text-xs">{none ?? t('list.empty')}</p> : <Lines items={items} whose={isDay ? undefined : whose} nobody={nobody} />}
        </section>
      ))}
    </div>,
    document.body,
  )
}

function Lines({ items, whose, nobody }: { items: readonly Appointment[]; whose: Whose | undefined; nobody: string }) {
  const words = useWords()
  return (
    <table className="w-full text-left text-xs">
      <tbody>
        {[...items]
          .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))
          .map((one) => (
            <tr key={one.id} className="break-inside-avoid border-b border-dotted align-top">
              <td className="w-24 py-1 font-semibold tabular-nums">{words.span(one)}</td>
              <td className="w-1/3 py-1 pr-2 font-medium">{words.who(one)}</td>
              {whose && <td className="w-1/5 py-1 pr-2">{whose(one)?.name ?? nobody}</td>}
              <td className="py-1 pr-2">
                {one.service_name}
                {words.own(one.starts_at, one.timezone) && <span className="block">{words.own(one.starts_at, one.timezone)}</span>}
                {one.note && <span className="block italic">{one.note}</span>}
              </td>
              <td className="w-28 py-1 text-right">{words.state(one.state)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}
