import { zodResolver } from '@hookform/resolvers/zod'
import { Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useSignIn } from '../api'

const schema = z.object({ email: z.string().trim().regex(/^[^\s@]+@[^\s@]+$/), password: z.string().min(1) })
type Values = z.infer<typeof schema>

export function SignInForm({ onSignedIn, hasEnded }: { onSignedIn: () => void; hasEnded: boolean }) {
  const { t } = useTranslation('accounts')
  const errorText = useErrorText()
  const signIn = useSignIn()
  const [isShown, setShown] = useState(false)
  const [hasCaps, setCaps] = useState(false)
  const { register, handleSubmit, formState } = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } })

  const submit = handleSubmit((values) => signIn.mutate(values, { onSuccess: onSignedIn }))
  const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {hasEnded && !signIn.error && <p className="rounded-md bg-wait-soft px-3 py-2 text-sm text-wait">{t('signIn.ended')}</p>}
      {signIn.error && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {errorText(signIn.error)}
        </p>
      )}
      <Field label={t('signIn.email')} error={formState.errors.email && t('signIn.emailInvalid')}>
        <Input type="email" autoComplete="username" inputMode="email" autoFocus {...register('email')} />
      </Field>
      <div className="relative">
        <Field
          label={t('signIn.password')}
          hint={hasCaps ? t('signIn.capsLock') : undefined}
          error={formState.errors.password && t('signIn.passwordMissing')}
        >
          <Input type={isShown ? 'text' : 'password'} autoComplete="current-password" className="pr-11" onKeyUp={watchCaps} {...register('password')} />
        </Field>
        <Button
          variant="ghost"
          size="icon-sm"
          className="absolute top-[1.95rem] right-1"
          aria-label={isShown ? t('signIn.hide') : t('signIn.show')}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </Button>
      </div>
      <Button type="submit" variant="primary" size="lg" isBusy={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
