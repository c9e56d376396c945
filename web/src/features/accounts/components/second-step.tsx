import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me, SecondStep as Step } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { ApiError, request } from '@/lib/http'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useEnter } from '../api'
import { Problem } from './auth-frame'
import { PasskeyButton } from './passkey-button'

/** After the password: a code of the app, a recovery code, or a passkey. */
export default function SecondStep({ step, onSignedIn, onBack }: { step: Step; onSignedIn: () => void; onBack: () => void }) {
  const { t } = useTranslation('account')
  const errorText = useErrorText()
  const enter = useEnter()
  const [isRecovery, setRecovery] = useState(false)
  const [code, setCode] = useState('')
  const [isMissing, setMissing] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const finish = useMutation({
    mutationFn: () => request<Me>('/api/auth/second-factor', { method: 'POST', body: { ticket: step.ticket, code } }),
    onSuccess: async (me) => {
      await enter(me)
      onSignedIn()
    },
    onError: (error) => {
      setCode('')
      setProblem(error)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(!code.trim())
    if (code.trim()) finish.mutate()
  }
  const isOver = problem instanceof ApiError && problem.code === 'link_invalid'
  if (isOver)
    return (
      <div className="flex flex-col gap-4">
        <Problem>{t('secondStep.over')}</Problem>
        <Button variant="primary" size="lg" autoFocus onClick={onBack}>
          {t('secondStep.back')}
        </Button>
      </div>
    )
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Problem>{problem ? errorText(problem) : null}</Problem>
      <p className="text-sm text-ink-2">{isRecovery ? t('secondStep.leadRecovery') : t('secondStep.lead')}</p>
      <Field label={isRecovery ? t('secondStep.recoveryCode') : t('secondStep.code')} error={isMissing && !code.trim() ? t('secondStep.missing') : undefined}>
        <Input
          key={String(isRecovery)}
          value={code}
          autoFocus
          autoComplete="one-time-code"
          inputMode={isRecovery ? 'text' : 'numeric'}
          maxLength={40}
          className="font-mono tracking-wider"
          onChange={(event) => setCode(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={finish.isPending}>
        {t('secondStep.submit')}
      </Button>
      {step.methods.includes('passkey') && (
        <PasskeyButton ticket={step.ticket} onSignedIn={onSignedIn} onProblem={setProblem}>
          {t('secondStep.usePasskey')}
        </PasskeyButton>
      )}
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="link" size="inline" onClick={() => (setRecovery(!isRecovery), setCode(''), setProblem(null))}>
          {isRecovery ? t('secondStep.useApp') : t('secondStep.useRecovery')}
        </Button>
        <Button variant="link" size="inline" onClick={onBack}>
          {t('secondStep.back')}
        </Button>
      </div>
    </form>
  )
}
