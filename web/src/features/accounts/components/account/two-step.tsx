import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SigningIn, TotpSetup } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useRenewCodes, useSetUpTotp, useTurnTotpOff, useTurnTotpOn } from '../../signing-in'
import { Problem } from '../auth-frame'
import { useConfirming } from './confirming'
import { Part } from './part'

/** The authenticator app and the recovery codes. */
export function TwoStep({ signingIn }: { signingIn: SigningIn }) {
  const { t } = useTranslation(['account', 'shell'])
  const { guard, dialog } = useConfirming(signingIn.passkeys.length > 0)
  const setUp = useSetUpTotp()
  const turnOff = useTurnTotpOff()
  const renew = useRenewCodes()
  const [setup, setSetup] = useState<TotpSetup | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [asking, setAsking] = useState<'turnOff' | 'renew' | null>(null)

  const begin = async () => setSetup((await guard(() => setUp.mutateAsync(undefined))) ?? null)
  const end = async () => {
    setAsking(null)
    await guard(() => turnOff.mutateAsync(undefined))
  }
  const another = async () => {
    setAsking(null)
    setCodes((await guard(() => renew.mutateAsync(undefined)))?.codes ?? null)
  }

  return (
    <Part
      title={t('totp.title')}
      lead={t('totp.lead')}
      aside={signingIn.has_totp ? <Badge tone="ok">{t('totp.on')}</Badge> : <Badge>{t('totp.off')}</Badge>}
    >
      {signingIn.has_totp ? (
        <>
          <p className="text-sm text-ink-2">{t('totp.left', { count: signingIn.recovery_codes_left })}</p>
          <div className="flex flex-wrap gap-2">
            <Button isBusy={renew.isPending} onClick={() => setAsking('renew')}>
              {t('totp.renew')}
            </Button>
            <Button isBusy={turnOff.isPending} onClick={() => setAsking('turnOff')}>
              {t('totp.turnOff')}
            </Button>
          </div>
        </>
      ) : (
        <Button variant="primary" isBusy={setUp.isPending} onClick={() => void begin()}>
          {t('totp.turnOn')}
        </Button>
      )}
      {setup && <SetUp setup={setup} onClose={() => setSetup(null)} onDone={(made) => (setSetup(null), setCodes(made))} />}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
      {asking && (
        <Confirm
          open
          onOpenChange={() => setAsking(null)}
          title={t(`totp.${asking}Title`)}
          text={t(`totp.${asking}Text`)}
          confirmLabel={t(`totp.${asking}`)}
          cancelLabel={t('shell:cancel')}
          onConfirm={() => void (asking === 'renew' ? another() : end())}
        />
      )}
      {dialog}
    </Part>
  )
}

function SetUp({ setup, onClose, onDone }: { setup: TotpSetup; onClose: () => void; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const turnOn = useTurnTotpOn()
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    turnOn.mutate(code, { onSuccess: (made) => onDone(made.codes) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('totp.setUp')}
      description={t('totp.scan')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="set-up-totp" variant="primary" isBusy={turnOn.isPending} disabled={!code.trim()}>
            {t('totp.confirm')}
          </Button>
        </>
      }
    >
      <form id="set-up-totp" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <img src={setup.qr} alt={t('totp.qr')} className="mx-auto size-48 rounded-lg bg-white p-1" />
        <div>
          <p className="text-sm text-ink-2">{t('totp.type')}</p>
          <p className="mt-1 font-mono text-sm break-all select-all" data-secret>
            {setup.secret.match(/.{1,4}/g)?.join(' ')}
          </p>
        </div>
        <Problem>{turnOn.error && errorText(turnOn.error)}</Problem>
        <Field label={t('totp.code')}>
          <Input autoFocus autoComplete="one-time-code" inputMode="numeric" maxLength={12} className="font-mono tracking-wider" value={code} onChange={(event) => setCode(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  )
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation(['account', 'shell'])
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'))
      setCopied(true)
    } catch {
      // without the clipboard's permission they can be selected by hand
    }
  }
  return (
    <Dialog
      open
      isSticky // they are shown this once
      onOpenChange={onClose}
      title={t('totp.recovery')}
      description={t('totp.recoveryLead')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button onClick={() => void copy()}>
            <span role="status">{isCopied ? t('totp.copied') : t('totp.copy')}</span>
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('totp.recoveryDone')}
          </Button>
        </>
      }
    >
      <ul aria-label={t('totp.recovery')} className="grid gap-2 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="rounded bg-sunken px-2 py-1 text-center">
            {code}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
