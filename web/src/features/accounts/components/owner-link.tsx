import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'

/** The link of a new owner's invitation, to hand over where no mail can be sent: shown this once. */
export function OwnerLink({ email, link, onClose }: { email: string; link: string; onClose: () => void }) {
  const { t } = useTranslation(['accounts', 'shell'])
  const [isCopied, setCopied] = useState(false)
  // Without the clipboard's permission the text stays selected, ready for Ctrl+C.
  const copy = () => navigator.clipboard.writeText(link).then(() => setCopied(true), () => setCopied(false))
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('agency.link.title', { email })}
      description={t('agency.link.text')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button onClick={() => void copy()}>
            <span role="status">{isCopied ? t('agency.link.copied') : t('agency.link.copy')}</span>
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('agency.link.done')}
          </Button>
        </>
      }
    >
      <Field label={t('agency.link.label')}>
        <Input readOnly value={link} className="font-mono text-xs" onFocus={(event) => event.target.select()} />
      </Field>
    </Dialog>
  )
}
