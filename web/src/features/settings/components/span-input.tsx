import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { Input, Select } from '@/ui/input'
import type { Span } from '../rules/bookable'
import { type Unit, units } from '../rules/reminders'

type Props = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & { /** Of the field, for those who hear it. */ label: string; value: Span; onChange: (value: Span) => void }

/** So many minutes, hours or days, as somebody types it. */
export function SpanInput({ label, value, onChange, ...rest }: Props) {
  const { t } = useTranslation('bookings')
  return (
    <div className="flex gap-2">
      <Input {...rest} className="min-w-0 flex-1" inputMode="numeric" value={value.amount} onChange={(event) => onChange({ ...value, amount: event.target.value })} />
      <Select className="w-28 shrink-0" aria-label={t('setup.unitOf', { name: label })} value={value.unit} onChange={(event) => onChange({ ...value, unit: event.target.value as Unit })}>
        {(Object.keys(units) as Unit[]).map((unit) => (
          <option key={unit} value={unit}>
            {t(`setup.units.${unit}`)}
          </option>
        ))}
      </Select>
    </div>
  )
}
