import { Link } from '@tanstack/react-router'
import { ArrowRight, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Custody } from '@/client/types'
import { canSee, useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { type Range, type View, daysBefore, kinds, rangeOf, ranges, states } from '../rules/view'
import { useWords } from './words'

type Days = { first: string; last: string }

/** Which days and which number. */
export function Period({ custody, view, days, today, onChange }: { custody: Custody | undefined; view: View; days: Days; today: string; onChange: (change: Partial<View>) => void }) {
  const { t } = useTranslation('custody')
  const range = rangeOf(days, today)
  return (
    <div className="flex flex-wrap items-end gap-3 max-sm:grid max-sm:w-full max-sm:grid-cols-2 max-sm:[&>:first-child]:col-span-2 max-sm:[&>:nth-child(4)]:col-span-2">
      <Field label={t('period.label')}>
        <Select
          value={range ?? 'own'}
          onChange={({ target }) => {
            const named = ranges[target.value as Range] as (typeof ranges)[Range] | undefined
            if (named) onChange({ first: daysBefore(today, named[0]), last: daysBefore(today, named[1]) })
          }}
        >
          {(Object.keys(ranges) as Range[]).map((name) => (
            <option key={name} value={name}>
              {t(`period.${name}`)}
            </option>
          ))}
          {!range && <option value="own">{t('period.own')}</option>}
        </Select>
      </Field>
      <Field label={t('period.first')} className="sm:w-36">
        <DateField value={days.first} max={today} onChange={(first) => first && onChange({ first, last: days.last < first ? first : days.last })} />
      </Field>
      <Field label={t('period.last')} className="sm:w-36">
        <DateField value={days.last} max={today} onChange={(last) => last && onChange({ last, first: days.first > last ? last : days.first })} />
      </Field>
      {custody && (custody.numbers.length > 1 || view.number) && (
        <Field label={t('period.number')}>
          <Select value={view.number ?? ''} onChange={({ target }) => onChange({ number: target.value || undefined })}>
            <option value="">{t('period.allNumbers')}</option>
            {custody.numbers.map((number) => (
              <option key={number.connection_id} value={number.connection_id}>
                {number.name} ({number.phone})
              </option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  )
}

/** What of the list is shown. */
export function Filters({ view, onChange }: { view: View; onChange: (change: Partial<View>) => void }) {
  const { t } = useTranslation('custody')
  const words = useWords()
  const { tenant } = useSession()
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
      <Select aria-label={t('list.state')} className="w-auto max-sm:flex-1" value={view.state ?? ''} onChange={({ target }) => onChange({ state: states.find((one) => one === target.value) })}>
        <option value="">{t('list.everyState')}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {words.state(state)}
          </option>
        ))}
      </Select>
      <Select aria-label={t('list.kind')} className="w-auto max-sm:flex-1" value={view.kind ?? ''} onChange={({ target }) => onChange({ kind: kinds.find((one) => one === target.value) })}>
        <option value="">{t('list.everyKind')}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {words.kind(kind)}
          </option>
        ))}
      </Select>
      {view.reason && <Chip label={t('list.reason', { reason: words.reason(view.reason) })} onRemove={() => onChange({ reason: undefined })} />}
      {view.retried && <Chip label={t('list.retried')} onRemove={() => onChange({ retried: undefined })} />}
      {view.conversation && <Chip label={t('list.conversation')} onRemove={() => onChange({ conversation: undefined, message: undefined })} />}
      {view.message && <Chip label={t('list.message')} onRemove={() => onChange({ message: undefined })} />}
      {view.conversation && canSee(tenant, 'inbox') && (
        <Link to="/t/$slug/inbox/{-$conversationId}" params={{ slug: tenant.slug, conversationId: view.conversation }} className="inline-flex items-center gap-1 text-sm text-accent-text underline underline-offset-3">
          {t('list.back')}
          <ArrowRight aria-hidden className="size-3.5 shrink-0" />
        </Link>
      )}
    </div>
  )
}

function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  const { t } = useTranslation('custody')
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-3 text-sm text-accent-text">
      <span className="truncate">{label}</span>
      <Button variant="ghost" size="icon-sm" className="rounded-full text-current" aria-label={t('list.remove', { label })} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </span>
  )
}
