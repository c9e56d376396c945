/** @jsxImportSource preact */
import { Refused } from './api'
import { sentence, t } from './words'

/** What went wrong, and the way on. */
export function Trouble({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  return (
    <div role="alert" class="trouble">
      <p>{error instanceof Refused ? sentence(error.code) : t('offline')}</p>
      {onAgain && (
        <button type="button" onClick={onAgain}>
          {t('again')}
        </button>
      )}
    </div>
  )
}
