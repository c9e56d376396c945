/** @jsxImportSource preact */
import { clockTime, longDate } from '@/lib/dates'
import { type Part, clocksAt, otherZone, zoneName, zoneOf } from './moments'
import type { Slot } from './wire'
import { t } from './words'

type Props = { parts: Map<Part, Slot[]>; timeZone: string; onChoose: (slot: Slot) => void }

/** The free times of one day, by its parts. */
export function Day({ parts, timeZone, onChoose }: Props) {
  const at = [...parts.values()][0]?.[0]?.starts_at
  return (
    <section aria-label={at ? t('times_on', { day: longDate(at, zoneOf(timeZone)) }) : undefined}>
      {[...parts].map(([part, slots]) => (
        <div key={part} class="part">
          <h3>{t(part)}</h3>
          <ul class="slots">
            {slots.map((slot) => (
              <li key={slot.starts_at}>
                <button type="button" onClick={() => onChoose(slot)}>
                  {clockTime(slot.starts_at, zoneOf(timeZone))}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** Whose clock these times are by, where the visitor's own shows another hour then; it may differ on some of the days only. */
export function Clocks({ at, timeZone }: { at: readonly string[]; timeZone: string }) {
  const differs = at.find((one) => otherZone(one, timeZone))
  return differs ? <p class="zone">{t('zone_differs', { zone: zoneName(differs, timeZone), ...clocksAt(differs, timeZone) })}</p> : null
}
