import { useTranslation } from 'react-i18next'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import type { Hours } from '../wire'
import { DaysEditor } from './days-editor'

const states = ['AC', 'AL', 'AP', 'AM', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MT', 'MS', 'MG', 'PA', 'PB', 'PR', 'PE', 'PI', 'RJ', 'RN', 'RS', 'RO', 'RR', 'SC', 'SP', 'SE', 'TO']

/** Days that differ from the week, and the holidays on which the store is closed. */
export function ExceptionsEditor({ hours, onChange, hasTried }: { hours: Hours; onChange: (changes: Partial<Hours>) => void; hasTried: boolean }) {
  const { t } = useTranslation('settings')
  const { holidays } = hours
  return (
    <>
      <div>
        <Checkbox
          label={t('hours.national')}
          hint={t('hours.nationalHint')}
          checked={holidays.national}
          onChange={(event) => onChange({ holidays: { ...holidays, national: event.target.checked } })}
        />
        <Checkbox
          label={t('hours.optional')}
          hint={t('hours.optionalHint')}
          checked={holidays.optional}
          onChange={(event) => onChange({ holidays: { ...holidays, optional: event.target.checked } })}
        />
        <Field label={t('hours.state')} className="mt-2 max-w-60">
          <Select value={holidays.state ?? ''} onChange={(event) => onChange({ holidays: { ...holidays, state: event.target.value || null } })}>
            <option value="">{t('hours.noState')}</option>
            {states.map((state) => (
              <option key={state}>{state}</option>
            ))}
          </Select>
        </Field>
      </div>
      <DaysEditor mayRepeat days={hours.exceptions} hasTried={hasTried} onChange={(exceptions) => onChange({ exceptions })} />
    </>
  )
}
