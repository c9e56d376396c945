import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { hasRefused } from '@/ui/use-typing'

type Props = { title: string; lead?: string; submit?: string; isBusy: boolean; problem?: string | null; onClose: () => void; onSubmit: () => void; children: ReactNode }

/** A dialog that is one form, with its refusal at the top. */
export function FormDialog({ title, lead, submit, isBusy, problem, onClose, onSubmit, children }: Props) {
  const { t } = useTranslation('shell')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={lead}
      closeLabel={t('close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" form="settings-form" variant="primary" isBusy={isBusy}>
            {submit ?? t('save')}
          </Button>
        </>
      }
    >
      <form
        id="settings-form"
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent<HTMLFormElement>) => {
          event.preventDefault()
          if (!hasRefused(event.currentTarget)) onSubmit()
        }}
      >
        {problem && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {problem}
          </p>
        )}
        {children}
      </form>
    </Dialog>
  )
}
