import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Passkey, SigningIn } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { shortDate } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { toast } from '@/ui/toast'
import { hasPasskeys, makePasskey } from '../../passkeys'
import { useAddPasskey, useRemovePasskey, useRenamePasskey } from '../../signing-in'
import { useConfirming } from './confirming'
import { Part } from './part'

const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone

type Open = { kind: 'name' | 'remove'; passkey: Passkey } | { kind: 'made'; made: { ticket: string; credential: unknown } }

/** What the person's devices and password managers hold for this account. */
export function Passkeys({ signingIn }: { signingIn: SigningIn }) {
  const { t, i18n } = useTranslation(['account', 'shell'])
  const { guard, dialog } = useConfirming(signingIn.passkeys.length > 0)
  const add = useAddPasskey()
  const rename = useRenamePasskey()
  const remove = useRemovePasskey()
  const errorText = useErrorText()
  const [open, setOpen] = useState<Open | null>(null)
  const zone = { timeZone: here(), locale: i18n.language }
  const day = (at: string) => shortDate(at, Date.now(), zone)
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })

  const begin = async () => {
    const made = await guard(makePasskey)
    if (made) setOpen({ kind: 'made', made })
  }
  const keep = async (name: string) => {
    if (open?.kind !== 'made') return
    const { made } = open
    setOpen(null)
    if (await guard(() => add.mutateAsync({ ...made, name }))) toast(t('passkeys.added'))
  }
  const end = async (id: string) => {
    setOpen(null)
    await guard(() => remove.mutateAsync(id))
  }
  return (
    <Part title={t('passkeys.title')} lead={t('passkeys.lead')}>
      {signingIn.passkeys.length === 0 ? (
        <p className="text-sm text-ink-2">{t('passkeys.none')}</p>
      ) : (
        <ul aria-label={t('passkeys.title')} className="w-full divide-y divide-line overflow-hidden rounded-xl border bg-surface">
          {signingIn.passkeys.map((passkey) => (
            <li key={passkey.id} className="flex items-center gap-3 px-4 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="truncate text-sm font-medium">{passkey.name}</p>
                <p className="text-xs text-ink-2">
                  {t('passkeys.created', { date: day(passkey.created_at) })} · {passkey.last_used_at ? t('passkeys.used', { date: day(passkey.last_used_at) }) : t('passkeys.neverUsed')}
                </p>
              </div>
              <Button variant="ghost" size="icon" aria-label={t('passkeys.rename', { name: passkey.name })} onClick={() => setOpen({ kind: 'name', passkey })}>
                <Pencil aria-hidden />
              </Button>
              <Button variant="ghost" size="icon" aria-label={t('passkeys.remove', { name: passkey.name })} onClick={() => setOpen({ kind: 'remove', passkey })}>
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {hasPasskeys() ? (
        <Button isBusy={add.isPending} onClick={() => void begin()}>
          {t('passkeys.add')}
        </Button>
      ) : (
        <p className="text-sm text-ink-2">{t('passkeys.unsupported')}</p>
      )}
      {open?.kind === 'made' && <NameDialog title={t('passkeys.add')} name={t('passkeys.nameNew')} onClose={() => setOpen(null)} onSave={(name) => void keep(name)} />}
      {open?.kind === 'name' && (
        <NameDialog
          title={t('passkeys.renameTitle')}
          name={open.passkey.name}
          onClose={() => setOpen(null)}
          onSave={(name) => rename.mutate({ id: open.passkey.id, name }, { onSuccess: () => setOpen(null), onError: fail })}
        />
      )}
      {open?.kind === 'remove' && (
        <Confirm
          open
          onOpenChange={() => setOpen(null)}
          title={t('passkeys.remove', { name: open.passkey.name })}
          text={t('passkeys.removeText')}
          confirmLabel={t('passkeys.removeConfirm')}
          cancelLabel={t('shell:cancel')}
          onConfirm={() => void end(open.passkey.id)}
        />
      )}
      {dialog}
    </Part>
  )
}

function NameDialog({ title, name, onClose, onSave }: { title: string; name: string; onClose: () => void; onSave: (name: string) => void }) {
  const { t } = useTranslation(['account', 'shell'])
  const [value, setValue] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim()) onSave(value.trim())
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="name-passkey" variant="primary">
            {t('shell:save')}
          </Button>
        </>
      }
    >
      <form id="name-passkey" noValidate onSubmit={submit}>
        <Field label={t('passkeys.name')} hint={t('passkeys.nameHint')} error={value.trim() ? undefined : t('profile.nameMissing')}>
          <Input autoFocus maxLength={120} value={value} onFocus={(event) => event.target.select()} onChange={(event) => setValue(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  )
}
