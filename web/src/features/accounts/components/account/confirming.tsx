import { Fingerprint } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { toast } from '@/ui/toast'
import { PasskeyCancelled, confirmByPasskey } from '../../passkeys'
import { useConfirmMyself } from '../../signing-in'
import { Problem } from '../auth-frame'
import { PasswordField } from '../password-field'

type Pending = { resolve: () => void; reject: (reason: unknown) => void }

/** The person did not confirm; nothing happened. */
export class NotConfirmed extends Error {}

/** `guard(work)` does the work; when the server asks who it is first, the dialog asks, and the work is done after that. What fails
 * otherwise is said in passing, and `guard` gives `undefined`. */
export function useConfirming(hasPasskey: boolean): { guard: <T>(work: () => Promise<T>) => Promise<T | undefined>; dialog: ReactNode } {
  const errorText = useErrorText()
  const [pending, setPending] = useState<Pending | null>(null)
  const guard = async <T,>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'confirm_yourself') throw error
        await new Promise<void>((resolve, reject) => setPending({ resolve, reject }))
        return await work()
      }
    } catch (error) {
      if (!(error instanceof NotConfirmed) && !(error instanceof PasskeyCancelled)) toast(errorText(error), { tone: 'danger' })
      return undefined
    }
  }
  const settle = (isDone: boolean) => {
    setPending(null)
    if (isDone) pending?.resolve()
    else pending?.reject(new NotConfirmed())
  }
  return { guard, dialog: pending && <ConfirmDialog hasPasskey={hasPasskey} onDone={() => settle(true)} onCancel={() => settle(false)} /> }
}

function ConfirmDialog({ hasPasskey, onDone, onCancel }: { hasPasskey: boolean; onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const confirm = useConfirmMyself()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<unknown>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate(password, { onSuccess: onDone, onError: setProblem })
  }
  const byPasskey = async () => {
    try {
      await confirmByPasskey()
      onDone()
    } catch (error) {
      if (!(error instanceof PasskeyCancelled)) setProblem(error)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onCancel}
      title={t('confirm.title')}
      description={t('confirm.lead')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={onCancel}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="confirm-myself" variant="primary" isBusy={confirm.isPending}>
            {t('confirm.submit')}
          </Button>
        </>
      }
    >
      <form id="confirm-myself" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Problem>{problem ? errorText(problem) : null}</Problem>
        <PasswordField label={t('confirm.password')} autoComplete="current-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} />
        {hasPasskey && (
          <Button onClick={() => void byPasskey()}>
            <Fingerprint aria-hidden />
            {t('confirm.passkey')}
          </Button>
        )}
      </form>
    </Dialog>
  )
}
