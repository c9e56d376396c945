import { useTranslation } from 'react-i18next'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { readLimit, resourceLimit } from '../rules/bookable'

/** How many appointments a day somebody or something takes at most, as it is typed; empty is as many as fit. */
export function ResourceLimit({ value, error, onChange }: { value: string; error: string | undefined; onChange: (typed: string) => void }) {
  const { t } = useTranslation('bookings')
  const [least, most] = resourceLimit
  return (
    <Field label={t('setup.daily_limit')} hint={t('setup.resourceLimitHint')} error={readLimit(value, resourceLimit) === undefined ? t('setup.between', { least, most }) : error}>
      <Input className="max-w-32" inputMode="numeric" value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  )
}
