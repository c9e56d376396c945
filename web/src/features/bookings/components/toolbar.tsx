import { ChevronLeft, ChevronRight, Plus, Printer, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookableService, BookingResource, Store } from '@/client/types'
import { clockSaid } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { DateField } from '@/ui/date-field'
import { Select } from '@/ui/input'
import { Popover } from '@/ui/popover'
import { Segments } from '@/ui/segments'
import { Spinner } from '@/ui/spinner'
import { addDays, addMonths, instantOf } from '../rules/clock'
import { states } from '../rules/states'
import type { View } from '../rules/view'
import { usePeriod } from './use-period'
import { useWords } from './words'

type Props = {
  view: View
  day: string
  today: string
  resources: readonly BookingResource[]
  /** The one whose agenda is shown; everybody's where there is none. */
  whose: BookingResource | undefined
  /** The reader's own, where they are a professional. */
  mine: BookingResource | undefined
  services: readonly BookableService[]
  stores: readonly Store[]
  /** Whether one's own is shown, unless everybody's is asked for. */
  isOwnFirst: boolean
  isPhone: boolean
  isReading: boolean
  canChange: boolean
  /** More buttons, before those of printing. */
  children: ReactNode
  onView: (change: Partial<View>) => void
  onNew: () => void
}

/** Which day, whose, and how much of it. */
export function Toolbar({ view, day, today, resources, whose, mine, services, stores, isOwnFirst, isPhone, isReading, canChange, children, onView, onNew }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const words = useWords()
  const [anew, setAnew] = useState(0) // what was refused in the day's field goes, though today is shown already
  const isWeek = view.view === 'week'
  const isMonth = view.view === 'month'
  const step = isMonth ? 'Month' : isWeek ? 'Week' : 'Day'
  const shifted = (by: number) => (isMonth ? addMonths(day, by) : addDays(day, isWeek ? 7 * by : by))
  const go = (to: string) => onView({ day: to === today ? undefined : to })
  const title = usePeriod(view.view, day, isPhone)
  const clock = clockSaid(instantOf(day, 720, zone.timeZone), zone)
  const chosenFilters = [view.store, view.service, view.state, view.cancelled].filter(Boolean).length
  const filters = (
    <>
      <span id="agenda-kind" className="sr-only">
        {t('bookings:kind.label')}
      </span>
      <Segments
        name="kind"
        labelledBy="agenda-kind"
        value={view.kind ?? 'professionals'}
        options={[
          { value: 'professionals', label: t('bookings:kind.professionals') },
          { value: 'rooms', label: t('bookings:kind.rooms') },
        ]}
        onChange={(value) => onView({ kind: value === 'rooms' ? 'rooms' : undefined, resource: undefined })}
      />
      {stores.length > 1 && (
        <Select aria-label={t('bookings:store')} value={view.store ?? ''} onChange={(event) => onView({ store: event.target.value || undefined })}>
          <option value="">{t('bookings:everyStore')}</option>
          {stores.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
      <Select aria-label={t('bookings:service')} value={view.service ?? ''} onChange={(event) => onView({ service: event.target.value || undefined })}>
        <option value="">{t('bookings:everyService')}</option>
        {services.map((one) => (
          <option key={one.service_id} value={one.service_id}>
            {one.name}
          </option>
        ))}
      </Select>
      <Select aria-label={t('bookings:stateLabel')} value={view.state ?? ''} onChange={(event) => onView({ state: states.find((one) => one === event.target.value) })}>
        <option value="">{t('bookings:everyState')}</option>
        {states.map((one) => (
          <option key={one} value={one}>
            {words.state(one)}
          </option>
        ))}
      </Select>
      <label className="flex min-h-7 items-center gap-1.5 text-xs text-ink-2 touch:min-h-10">
        <input type="checkbox" className="size-4 accent-accent" checked={view.cancelled ?? false} disabled={Boolean(view.state)} onChange={(event) => onView({ cancelled: event.target.checked || undefined })} />
        {t('bookings:cancelledToo')}
      </label>
    </>
  )
  return (
    <header className="flex flex-wrap items-center gap-x-1.5 gap-y-2 border-b bg-canvas px-3 py-2 md:gap-x-3 md:px-4">
      <h1 className="sr-only">{t('bookings:title')}</h1>
      <div className="flex items-center gap-1">
        <Button size="icon" variant="ghost" aria-label={t(`bookings:previous${step}`)} onClick={() => go(shifted(-1))}>
          <ChevronLeft aria-hidden />
        </Button>
        <Button onClick={() => (setAnew(anew + 1), go(today))} aria-current={day === today ? 'date' : undefined}>
          {t('bookings:today')}
        </Button>
        <Button size="icon" variant="ghost" aria-label={t(`bookings:next${step}`)} onClick={() => go(shifted(1))}>
          <ChevronRight aria-hidden />
        </Button>
      </div>
      <p aria-live="polite" className="min-w-0 flex-1 truncate text-sm font-semibold first-letter:uppercase md:flex-none md:text-base">
        {title}
      </p>
      <span role="status" className="flex size-4 items-center text-ink-3">
        {isReading && (
          <>
            <Spinner />
            <span className="sr-only">{t('shell:loading')}</span>
          </>
        )}
      </span>
      {canChange && (
        <Button variant="primary" className="max-md:ml-auto md:order-last" onClick={onNew}>
          <Plus aria-hidden />
          {t('bookings:book.button')}
        </Button>
      )}
      <div className="flex w-full flex-wrap items-center gap-2 md:ml-auto md:w-auto">
        <DateField key={anew} aria-label={t('bookings:day')} value={day} className="w-36" min="2000-01-01" max="2099-12-31" onChange={(on) => on && go(on)} />
        <span id="agenda-view" className="sr-only">
          {t('bookings:view.label')}
        </span>
        <Segments
          name="view"
          labelledBy="agenda-view"
          value={view.view ?? 'day'}
          options={[
            { value: 'day', label: t('bookings:view.day') },
            { value: 'week', label: t('bookings:view.week') },
            { value: 'month', label: t('bookings:view.month') },
          ]}
          onChange={(value) => onView({ view: value === 'day' ? undefined : value })}
        />
        {resources.length > 0 && (
          <Select
            aria-label={t('bookings:whose')}
            value={whose?.id ?? 'all'}
            className="min-w-0 max-md:flex-1 md:w-auto md:max-w-48"
            onChange={(event) => onView({ resource: event.target.value === 'all' && !(isOwnFirst && mine) ? undefined : event.target.value })}
          >
            <option value="all">{t('bookings:everybody')}</option>
            {mine && <option value={mine.id}>{t('bookings:mine', { name: mine.name })}</option>}
            {resources
              .filter((one) => one !== mine)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
          </Select>
        )}
        <Popover
          label={t('bookings:filters')}
          className="flex flex-col gap-3"
          trigger={
            <Button size={isPhone ? 'icon' : undefined} aria-label={chosenFilters > 0 ? t('bookings:filtersOn', { count: chosenFilters }) : t('bookings:filters')} className={chosenFilters > 0 ? 'border-accent text-accent-text' : undefined}>
              <SlidersHorizontal aria-hidden />
              {!isPhone && t('bookings:filters')}
              {chosenFilters > 0 && <span className="tabular-nums">{chosenFilters}</span>}
            </Button>
          }
        >
          {filters}
        </Popover>
        {children}
        {!isPhone && (
          <Button size="icon" variant="ghost" aria-label={t('bookings:print.button')} title={t('bookings:print.button')} onClick={() => window.print()}>
            <Printer aria-hidden />
          </Button>
        )}
      </div>
      {clock && <p className="order-last basis-full text-xs text-ink-2">{t('bookings:byClock', { clock })}</p>}
    </header>
  )
}
