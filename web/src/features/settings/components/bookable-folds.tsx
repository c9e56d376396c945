import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { type BookableValues, type Name, codePlace, hasOtherPlace } from '../rules/bookable'
import { spelled } from '../rules/reminders'
import { BookableFields, type Parts } from './bookable-fields'
import { Fold } from './fold'

type Props = Parts & { values: BookableValues; onChange: (changes: Partial<BookableValues>) => void; hasTried: boolean }

/** What few services say otherwise, in parts that tell what holds now. */
export function BookableFolds({ values, onChange, hasTried, ...parts }: Props) {
  const { t } = useTranslation('bookings')
  const { typed, onType, wrong, refused } = parts
  const [hasLeft, setLeft] = useState(false) // what is half written is not called wrong
  const isLinkWrong = wrong.includes('form_url') && (hasTried || hasLeft)
  const isWrong = (...names: (Name | 'grid')[]) => names.some((name) => (name === 'form_url' ? isLinkWrong : wrong.includes(name as Name)) || refused(name) !== undefined)
  const span = (minutes: number) => {
    const { amount, unit } = spelled(minutes)
    return t(`setup.span.${unit}`, { count: amount })
  }
  const until = (minutes: number) => (minutes === 0 ? t('setup.said.untilStart') : t('setup.said.until', { span: span(minutes) }))
  const told = (...words: (string | false)[]) => words.filter(Boolean).join(' · ').replace(/^./, (letter) => letter.toUpperCase())
  const { daily_limit, contact_limit } = values
  return (
    <div className="divide-y divide-line overflow-hidden rounded-xl border">
      <Fold
        title={t('setup.ahead')}
        said={told(t('setup.said.book', { until: until(values.notice) }), t('setup.said.horizon', { count: values.horizon_days }), values.before > 0 && t('setup.said.before', { span: span(values.before) }), values.after > 0 && t('setup.said.after', { span: span(values.after) }))}
        isWrong={isWrong('notice', 'horizon_days', 'before', 'after', 'grid')}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <BookableFields {...parts} names={['notice', 'horizon_days', 'before', 'after']} />
        </div>
        <Field label={t('setup.grid')} hint={t('setup.gridHint')} error={refused('grid')}>
          <Select value={values.grid} onChange={(event) => onChange({ grid: event.target.value === 'opening' ? 'opening' : 'clock' })}>
            <option value="clock">{t('setup.grids.clock')}</option>
            <option value="opening">{t('setup.grids.opening')}</option>
          </Select>
        </Field>
      </Fold>
      <Fold
        title={t('setup.limits')}
        said={told(daily_limit !== null && t('setup.said.daily', { count: daily_limit }), contact_limit !== null && t('setup.said.contact', { count: contact_limit })) || t('setup.said.noLimit')}
        isWrong={isWrong('daily_limit', 'contact_limit')}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <BookableFields {...parts} names={['daily_limit', 'contact_limit']} />
        </div>
      </Fold>
      <Fold
        title={t('setup.policy')}
        said={told(t('setup.said.cancel', { until: until(values.cancel_notice) }), t('setup.said.reschedule', { until: until(values.reschedule_notice) }))}
        isWrong={isWrong('cancel_notice', 'reschedule_notice')}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <BookableFields {...parts} names={['cancel_notice', 'reschedule_notice']} />
        </div>
        <p className="text-xs text-ink-2">{t('setup.policyHint')}</p>
      </Fold>
      <Fold title={t('setup.form')} said={values.form_url ?? t('setup.said.noForm')} isWrong={isWrong('form_url')}>
        <Field label={t('setup.form_url')} hint={t('setup.form_urlHint', { place: codePlace })} error={isLinkWrong ? (hasOtherPlace(typed.form_url) ? t('setup.placeWrong', { place: codePlace }) : t('setup.linkWrong')) : refused('form_url')}>
          <Input type="url" inputMode="url" autoComplete="off" spellCheck={false} maxLength={500} placeholder="https://" value={typed.form_url} onBlur={() => setLeft(true)} onChange={(event) => onType({ form_url: event.target.value })} />
        </Field>
      </Fold>
      <Fold
        title={t('setup.keeping')}
        said={told(t('setup.said.hold', { span: span(values.hold_minutes) }), t('setup.said.offer', { span: span(values.offer_minutes) }))}
        isWrong={isWrong('hold_minutes', 'offer_minutes')}
      >
        <BookableFields {...parts} names={['hold_minutes', 'offer_minutes']} />
      </Fold>
    </div>
  )
}
