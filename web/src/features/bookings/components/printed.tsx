import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { fullMoment, longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { usePrinting } from '@/lib/printing'
import { useZone } from '@/lib/session'
import type { Lane } from './lanes'
import { useWords } from './words'

type Props = { lanes: readonly Lane[]; isWeek: boolean; isMonth: boolean; title: string }

/** What the printer gets of a day or a week: a list for each professional or day, with room to write. A month is printed as it is shown. */
export function Printed({ lanes, isWeek, isMonth, title }: Props) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  const now = useNow(60_000)
  const first = lanes[0]
  const isPrinting = usePrinting()
  if (!isPrinting || isMonth || !first) return null
  const shown = lanes.filter((lane) => lane.placed.length > 0 || isWeek)
  const heading = isWeek ? (first.resource?.name ?? '') : longDate(first.axis.instant(720), zone)
  return createPortal(
    <div className="printed">
      <h1 className="text-lg font-semibold first-letter:uppercase">
        {title} · {heading}
      </h1>
      <p className="mb-3 text-xs">{t('print.at', { at: fullMoment(now, zone) })}</p>
      {shown.length === 0 && <p>{t('list.empty')}</p>}
      {shown.map((lane) => (
        <section key={lane.key} className="mb-4 break-inside-avoid">
          <h2 className="mb-1 border-b border-current pb-0.5 text-sm font-semibold first-letter:uppercase">{isWeek ? longDate(lane.axis.instant(720), zone) : (lane.resource?.name ?? t('withNobody'))}</h2>
          {lane.placed.length === 0 ? (
            <p className="text-xs">{lane.shut.map(({ reason }) => reason).find(Boolean) ?? t('list.empty')}</p>
          ) : (
            <table className="w-full text-left text-xs">
              <tbody>
                {[...lane.placed]
                  .sort((a, b) => a.from - b.from)
                  .map(({ item }) => (
                    <tr key={item.id} className="border-b border-dotted align-top">
                      <td className="w-24 py-1 font-semibold tabular-nums">{words.span(item)}</td>
                      <td className="w-1/3 py-1 pr-2 font-medium">{words.who(item)}</td>
                      <td className="py-1 pr-2">
                        {item.service_name}
                        {words.own(item.starts_at, item.timezone) && <span className="block">{words.own(item.starts_at, item.timezone)}</span>}
                        {item.note && <span className="block italic">{item.note}</span>}
                      </td>
                      <td className="w-28 py-1 text-right">{words.state(item.state)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </div>,
    document.body,
  )
}
