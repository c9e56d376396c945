import { EllipsisVertical, Hash, Reply, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { useChangePhone, useEcho, useRemovePhone } from '../api'
import type { Phone, SandboxNumber } from '../wire'
import { ChangeNumberDialog } from './phone-dialogs'
import { EchoDialog } from './share-dialogs'

const switches = ['online', 'receipts', 'on_whatsapp'] as const

/** What can be changed about the person who holds this phone. */
export function PhoneMenu({ phone, number }: { phone: Phone; number: SandboxNumber }) {
  const { t } = useTranslation(['simulator', 'shell'])
  const errorText = useErrorText()
  const change = useChangePhone()
  const remove = useRemovePhone()
  const echo = useEcho(phone.id, number.phone_number_id)
  const [open, setOpen] = useState<'number' | 'remove' | 'echo' | null>(null)
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })
  return (
    <>
      <Menu
        className="w-72"
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={t('phone.menu', { name: phone.name })}>
            <EllipsisVertical aria-hidden />
          </Button>
        }
      >
        <MenuLabel>{t('phone.person')}</MenuLabel>
        {switches.map((name) => (
          <MenuItem
            key={name}
            role="menuitemcheckbox"
            aria-checked={phone[name]}
            onSelect={(event) => {
              event.preventDefault()
              change.mutate({ id: phone.id, [name]: !phone[name] }, { onError: fail })
            }}
          >
            <span className="min-w-0 flex-1">
              <span className="block">{t(`phone.switch.${name}.title`)}</span>
              <span className="block text-xs text-ink-2">{t(`phone.switch.${name}.text`)}</span>
            </span>
            <span
              aria-hidden
              className={`h-4 w-7 shrink-0 rounded-full border p-px ${phone[name] ? 'border-accent bg-accent' : 'border-line-strong bg-sunken'}`}
            >
              <span className={`block size-3 rounded-full ${phone[name] ? 'translate-x-3 bg-accent-ink' : 'bg-ink-3'}`} />
            </span>
          </MenuItem>
        ))}
        <MenuItem onSelect={() => setOpen('number')}>
          <Hash aria-hidden />
          {t('phone.changeNumber')}
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>{t('phone.business')}</MenuLabel>
        <MenuItem onSelect={() => setOpen('echo')}>
          <Reply aria-hidden />
          {t('phone.echo')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem className="text-danger [&_svg]:text-danger" onSelect={() => setOpen('remove')}>
          <Trash2 aria-hidden />
          {t('phone.remove')}
        </MenuItem>
      </Menu>
      {open === 'number' && <ChangeNumberDialog phone={phone} onClose={() => setOpen(null)} />}
      {open === 'echo' && (
        <EchoDialog
          isBusy={echo.isPending}
          error={echo.error ? errorText(echo.error) : null}
          onClose={() => setOpen(null)}
          onSend={(text) => echo.mutate(text, { onSuccess: () => setOpen(null) })}
        />
      )}
      <Confirm
        open={open === 'remove'}
        onOpenChange={(isOpen) => !isOpen && setOpen(null)}
        title={t('phone.removeTitle', { name: phone.name })}
        text={t('phone.removeText')}
        confirmLabel={t('phone.remove')}
        cancelLabel={t('shell:cancel')}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(phone.id, { onSuccess: () => setOpen(null), onError: fail })}
      />
    </>
  )
}
