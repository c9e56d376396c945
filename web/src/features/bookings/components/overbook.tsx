import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Why } from './why'

type Props = { reason: string; onReason: (reason: string) => void; onOverbook: () => void }

/** On purpose beside what is taken: whose doing it was, and why if they say so, stands in the history. */
export function Overbook({ reason, onReason, onOverbook }: Props) {
  const { t } = useTranslation('bookings')
  return (
    <div className="mt-3 flex flex-col gap-2 border-t pt-3">
      <Why value={reason} onChange={onReason} />
      <p>
        <Button variant="link" size="inline" onClick={onOverbook}>
          {t('book.overbook')}
        </Button>
        <span className="block text-xs text-ink-2">{t('book.overbookHint')}</span>
      </p>
    </div>
  )
}
