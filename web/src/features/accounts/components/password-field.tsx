import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'

type Props = Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode; error?: ReactNode }

/** A password that can be looked at. */
export function PasswordField({ label, hint, error, ...rest }: Props) {
  const { t } = useTranslation('accounts')
  const [isShown, setShown] = useState(false)
  return (
    <div className="relative">
      <Field label={label} hint={hint} error={error}>
        <Input type={isShown ? 'text' : 'password'} className="pr-11" maxLength={256} {...rest} />
      </Field>
      <Button
        variant="ghost"
        size="icon-sm"
        className="absolute top-[1.95rem] right-1"
        aria-label={t('signIn.show')}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </Button>
    </div>
  )
}
