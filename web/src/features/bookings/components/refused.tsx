import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Alternatives } from './alternatives'
import type { RefusedMove } from './use-moving'
import { useWords } from './words'

type Props = { refused: RefusedMove; onChoose: (startsAt: number) => void; onClose: () => void }

/** The appointment stands where it stood: why, and where it could go. */
export function Refused({ refused, onChoose, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const words = useWords()
  const { appointment, startsAt } = refused.move
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('bookings:refused.title')}
      description={t('bookings:refused.text', { wanted: words.time(startsAt), who: words.who(appointment), stays: words.time(appointment.starts_at) })}
      closeLabel={t('shell:close')}
      footer={<Button onClick={onClose}>{t('bookings:refused.keep')}</Button>}
    >
      <Alternatives times={refused.alternatives} onChoose={onChoose} />
    </Dialog>
  )
}
