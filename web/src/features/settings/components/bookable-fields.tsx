import { useTranslation } from 'react-i18next'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { type Count, type Limit, type Name, type Notice, type Typed, bounds, notices } from '../rules/bookable'
import { units } from '../rules/reminders'
import { SpanInput } from './span-input'

export type Parts = { typed: Typed; onType: (changes: Partial<Typed>) => void; wrong: readonly Name[]; refused: (name: string) => string | undefined }

const isNotice = (name: Count | Limit | Notice): name is Notice => (notices as readonly string[]).includes(name)

/** Numbers of a service's booking, each with what is wrong with it. */
export function BookableFields({ names, typed, onType, wrong, refused }: Parts & { names: readonly (Count | Limit | Notice)[] }) {
  const { t } = useTranslation('bookings')
  return names.map((name) => {
    const label = t(`setup.${name}`)
    const [least, most] = bounds[name]
    const told = isNotice(name) ? t('setup.upTo', { count: most / units.days }) : t('setup.between', { least, most })
    return (
      <Field key={name} label={label} hint={t(`setup.${name}Hint`)} error={wrong.includes(name) ? told : refused(name)}>
        {isNotice(name) ? (
          <SpanInput label={label} value={typed[name]} onChange={(value) => onType({ [name]: value })} />
        ) : (
          <Input inputMode="numeric" value={typed[name]} onChange={(event) => onType({ [name]: event.target.value })} />
        )}
      </Field>
    )
  })
}
