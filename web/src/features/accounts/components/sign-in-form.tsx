import { zodResolver } from '@hookform/resolvers/zod'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, Suspense, lazy, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { SecondStep as Step } from '@/client/types'
import { loadCatalogue } from '@/i18n'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Spinner } from '@/ui/spinner'
import { useSignIn } from '../api'
import { Problem } from './auth-frame'
import { OutsideButtons } from './outside-buttons'
import { PasskeyButton } from './passkey-button'
import { PasswordField } from './password-field'

const SecondStep = lazy(async () => {
  await loadCatalogue('account')
  return import('./second-step')
})
const schema = z.object({ email: z.string().trim().regex(/^[^\s@]+@[^\s@]+$/), password: z.string().min(1) })
type Values = z.infer<typeof schema>

type Props = { onSignedIn: () => void; hasEnded: boolean; next?: string }

export function SignInForm({ onSignedIn, hasEnded, next }: Props) {
  const { t } = useTranslation('accounts')
  const errorText = useErrorText()
  const signIn = useSignIn()
  const [step, setStep] = useState<Step | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [hasCaps, setCaps] = useState(false)
  const { register, handleSubmit, formState, resetField } = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } })

  const submit = handleSubmit((values) =>
    signIn.mutate(values, { onSuccess: (done) => ('ticket' in done ? setStep(done) : onSignedIn()), onError: setProblem, onSettled: () => resetField('password') }),
  )
  const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))

  if (step)
    return (
      <Suspense fallback={<Spinner className="mx-auto size-5" />}>
        <SecondStep step={step} onSignedIn={onSignedIn} onBack={() => (setStep(null), setProblem(null))} />
      </Suspense>
    )
  return (
    <form onSubmit={(event) => (setProblem(null), void submit(event))} noValidate className="flex flex-col gap-4">
      {hasEnded && !problem && <p className="rounded-md bg-wait-soft px-3 py-2 text-sm text-wait">{t('signIn.ended')}</p>}
      <Problem>{problem ? errorText(problem) : null}</Problem>
      <Field label={t('signIn.email')} error={formState.errors.email && t('signIn.emailInvalid')}>
        <Input type="email" autoComplete="username" inputMode="email" autoFocus {...register('email')} />
      </Field>
      <PasswordField
        label={t('signIn.password')}
        hint={hasCaps ? t('signIn.capsLock') : undefined}
        error={formState.errors.password && t('signIn.passwordMissing')}
        autoComplete="current-password"
        onKeyUp={watchCaps}
        {...register('password')}
      />
      <Button type="submit" variant="primary" size="lg" isBusy={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
      {typeof window.PublicKeyCredential === 'function' && (
        <PasskeyButton onSignedIn={onSignedIn} onProblem={setProblem}>
          {t('signIn.passkey')}
        </PasskeyButton>
      )}
      <OutsideButtons next={next} onProblem={setProblem} />
      <Button asChild variant="link" size="inline" className="self-center">
        <Link to="/auth/reset">{t('signIn.forgotten')}</Link>
      </Button>
    </form>
  )
}
