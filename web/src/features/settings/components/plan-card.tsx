import { ChevronDown, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useToday } from '@/lib/session'
import { writeDate } from '@/lib/typed'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { type Plan, type PlanProblem, hasHolidays, holdsOn, isDated, summary } from '../rules/plans'
import type { Store } from '../wire'
import { DaysEditor } from './days-editor'
import { WeekEditor } from './hours-editor'

type Props = {
  plan: Plan
  stores: readonly Store[]
  problem: PlanProblem | null
  refused: string | undefined
  hasTried: boolean
  isOpen: boolean
  onOpen: () => void
  onChange: (plan: Plan) => void
  /** None: it is the only one. */
  onRemove?: () => void
}

/** One week, where it is worked, and from when until when; closed, it is told in a line. */
export function PlanCard({ plan, stores, problem, refused, hasTried, isOpen, onOpen, onChange, onRemove }: Props) {
  const { t } = useTranslation(['bookings', 'settings'])
  const id = useId()
  const today = useToday()
  const set = (changes: Partial<Plan>) => onChange({ ...plan, ...changes })
  const [from, until] = [writeDate(plan.from), writeDate(plan.until)]
  const name = !isDated(plan) ? t('bookings:setup.always') : from && until ? t('bookings:setup.fromUntil', { from, until }) : from ? t('bookings:setup.fromOn', { from }) : t('bookings:setup.untilOn', { until })
  const store = stores.find((one) => one.id === plan.store)?.name
  const title = store ? `${name} · ${store}` : name
  const day = (weekday: number) => t(`settings:hours.day.${weekday as 0}`)
  const said = summary(plan.weekly).map(({ from: first, to, periods }) => `${first === to ? day(first) : t('bookings:setup.fromTo', { from: day(first), to: day(to) })} ${periods.map(({ opens, closes }) => `${opens}–${closes}`).join(', ')}`)
  const ahead = plan.days.filter(({ on }) => on >= today && holdsOn(plan, on))
  const error = problem && problem !== 'week' && (problem !== 'days' || hasTried) ? t(`bookings:setup.planProblem.${problem}`) : refused
  return (
    <li className="rounded-xl border bg-surface">
      <div className="flex items-center gap-1 pr-2">
        <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={onOpen} className="flex min-w-0 flex-1 items-start gap-2 rounded-xl px-3 py-2.5 text-left hover:bg-hover">
          <ChevronDown aria-hidden className={cn('mt-0.5 size-4 shrink-0 text-ink-2 transition-transform', !isOpen && '-rotate-90')} />
          <span className="min-w-0">
            <span className="block font-medium">{title}</span>
            {!isOpen && <span className="block text-xs text-ink-2">{[said.join(' · ') || t('bookings:setup.never'), ahead.length > 0 && t('bookings:setup.daysAhead', { days: ahead.map(({ on }) => writeDate(on).slice(0, 5)).join(', ') })].filter(Boolean).join(' · ')}</span>}
          </span>
        </button>
        {onRemove && (
          <Button variant="ghost" size="icon" aria-label={t('settings:form.removeNamed', { name: title })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
      {error && (
        <p role="alert" className="px-3 pb-2 text-xs font-medium text-danger">
          {error}
        </p>
      )}
      <div id={id} hidden={!isOpen} className={isOpen ? 'flex flex-col gap-3 border-t p-3' : undefined}>
        <div className="grid gap-3 min-[24rem]:grid-cols-2">
          <Field label={t('bookings:setup.validFrom')} hint={t('bookings:setup.validFromHint')}>
            <DateField value={plan.from} onChange={(on) => set({ from: on })} />
          </Field>
          <Field label={t('bookings:setup.validUntil')} hint={t('bookings:setup.validUntilHint')}>
            <DateField value={plan.until} onChange={(on) => set({ until: on })} />
          </Field>
        </div>
        {(stores.length > 1 || (plan.store !== '' && stores.length > 0)) && (
          <Field label={t('bookings:store')}>
            <Select value={plan.store} onChange={(event) => set({ store: event.target.value })}>
              <option value="">{t('bookings:setup.anyStore')}</option>
              {stores.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <WeekEditor weekly={plan.weekly} onChange={(weekly) => set({ weekly })} />
        <section aria-labelledby={`${id}-days`} className="flex flex-col gap-3">
          <div>
            <h2 id={`${id}-days`} className="text-sm font-medium">
              {t('settings:hours.exceptions')}
            </h2>
            <p className="text-xs text-ink-2">{t('bookings:setup.daysLead')}</p>
          </div>
          <DaysEditor
            days={plan.days}
            hasTried={hasTried}
            nothing={t('bookings:setup.dayOff')}
            noteExample={t('bookings:setup.dayOffExample')}
            remark={({ on }) => (holdsOn(plan, on) ? null : t('bookings:setup.dayOutside'))}
            onChange={(days) => set({ days })}
          />
        </section>
        {hasHolidays(plan) && <p className="text-xs text-ink-2">{t('bookings:setup.ownHolidays')}</p>}
      </div>
    </li>
  )
}
