import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { ApiError, request } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useWeakness } from '../weakness'
import { AuthFrame, Problem } from './auth-frame'
import { PasswordField } from './password-field'

const backToSignIn = (label: string) => (
  <Button asChild variant="link" size="inline" className="self-center">
    <Link to="/auth">{label}</Link>
  </Button>
)

/** Asks for a link by mail. What is said is the same whether there is an account or not. */
export function AskForReset() {
  const { t } = useTranslation('account')
  useTitle(t('reset.title'))
  const errorText = useErrorText()
  const [email, setEmail] = useState('')
  const [hasTried, setTried] = useState(false)
  const isSound = /^[^\s@]+@[^\s@]+$/.test(email.trim())
  const ask = useMutation({ mutationFn: () => request('/api/auth/forgotten', { method: 'POST', body: { email: email.trim() } }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isSound) ask.mutate()
  }
  if (ask.isSuccess)
    return (
      <AuthFrame title={t('reset.sentTitle')}>
        <div className="flex flex-col gap-4">
          <p role="status" className="text-sm text-ink-2">
            {t('reset.sentText', { email: email.trim() })}
          </p>
          {backToSignIn(t('reset.signIn'))}
        </div>
      </AuthFrame>
    )
  return (
    <AuthFrame title={t('reset.title')} lead={t('reset.askLead')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Problem>{ask.error && errorText(ask.error)}</Problem>
        <Field label={t('reset.email')} error={hasTried && !isSound ? t('reset.emailInvalid') : undefined}>
          <Input type="email" autoComplete="username" inputMode="email" autoFocus maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <Button type="submit" variant="primary" size="lg" isBusy={ask.isPending}>
          {t('reset.send')}
        </Button>
        {backToSignIn(t('back'))}
      </form>
    </AuthFrame>
  )
}

/** The link from the mail was opened: a new password. */
export function ChoosePassword({ token }: { token: string }) {
  const { t } = useTranslation('account')
  useTitle(t('reset.title'))
  const errorText = useErrorText()
  const weakness = useWeakness()
  const [password, setPassword] = useState('')
  const save = useMutation({ mutationFn: () => request('/api/auth/reset', { method: 'POST', body: { token, password } }) })
  const weak = weakness(save.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  if (save.isSuccess)
    return (
      <AuthFrame title={t('reset.doneTitle')}>
        <div className="flex flex-col gap-4">
          <p role="status" className="text-sm text-ink-2">
            {t('reset.doneText')}
          </p>
          <Button asChild variant="primary" size="lg">
            <Link to="/auth">{t('reset.signIn')}</Link>
          </Button>
        </div>
      </AuthFrame>
    )
  const isOver = save.error instanceof ApiError && save.error.code === 'link_invalid'
  return (
    <AuthFrame title={t('reset.title')} lead={t('reset.chooseLead')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Problem>{save.error && !weak && errorText(save.error)}</Problem>
        {isOver ? (
          <Button asChild variant="primary" size="lg">
            <Link to="/auth/reset" hash="" reloadDocument>
              {t('reset.again')}
            </Link>
          </Button>
        ) : (
          <>
            <PasswordField label={t('password.new')} hint={t('password.hint', { count: 10 })} error={weak} autoComplete="new-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} />
            <Button type="submit" variant="primary" size="lg" isBusy={save.isPending}>
              {t('reset.save')}
            </Button>
          </>
        )}
      </form>
    </AuthFrame>
  )
}
