import { useTranslation } from 'react-i18next'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'

type Props = { value: string; onChange: (reason: string) => void }

/** Why it is at another time or lasts longer, for who wants to say; it stands in the history. */
export function Why({ value, onChange }: Props) {
  const { t } = useTranslation('bookings')
  return (
    <Field label={t('why')} hint={t('whyHint')}>
      <Input autoComplete="off" maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  )
}
