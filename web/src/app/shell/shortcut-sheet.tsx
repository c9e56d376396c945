import { useTranslation } from 'react-i18next'
import { Dialog } from '@/ui/dialog'
import { Kbd } from '@/ui/kbd'

const groups = [
  ['everywhere', [['palette', ['Ctrl K']], ['help', ['?']]]],
  ['agenda', [['today', ['t']], ['day', ['d']], ['week', ['w']], ['month', ['m']], ['turn', ['←', '→']], ['book', ['n']]]],
  ['list', [['next', ['j', '↓']], ['previous', ['k', '↑']], ['open', ['Enter']], ['search', ['/']]]],
  ['conversation', [['reply', ['r']], ['note', ['n']], ['assume', ['a']], ['return', ['e']], ['panel', ['i']], ['send', ['Enter']], ['newline', ['Shift Enter']], ['back', ['Esc']]]],
] as const

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open onOpenChange={onClose} title={t('shortcuts.title')} closeLabel={t('close')}>
      <div className="flex flex-col gap-4">
        {groups.map(([group, entries]) => (
          <section key={group}>
            <h2 className="mb-1 text-xs font-semibold text-ink-3">{t(`shortcuts.${group}`)}</h2>
            <dl>
              {entries.map(([name, keys]) => (
                <div key={name} className="flex items-center justify-between gap-4 border-b py-1.5 last:border-b-0">
                  <dt className="text-sm">{t(`shortcuts.${name}`)}</dt>
                  <dd className="flex items-center gap-1.5 text-xs text-ink-3">
                    {keys.map((key, index) => (
                      <span key={key} className="flex items-center gap-1.5">
                        {index > 0 && t('shortcuts.or')}
                        <Kbd>{key}</Kbd>
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
