import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { CopyField } from './copy-field'

/** A link to hand over, where no mail can be sent: shown this once. */
export function InvitationLink({ email, link, onClose }: { email: string; link: string; onClose: () => void }) {
  const { t } = useTranslation(['account', 'shell'])
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('account:team.linkOf', { email })}
      description={t('account:team.linkText')}
      closeLabel={t('shell:close')}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('account:team.linkDone')}
        </Button>
      }
    >
      <CopyField label={t('account:team.link')} value={link} />
    </Dialog>
  )
}
