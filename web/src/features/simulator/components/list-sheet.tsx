import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import type { Bubble } from '../rules/bubble'

type Props = { content: Bubble; onClose: () => void; onChoose: (id: string, title: string) => void }

/** The rows of a list message: one is chosen, then sent. */
export function ListSheet({ content, onClose, onChoose }: Props) {
  const { t } = useTranslation(['simulator', 'shell'])
  const [chosen, setChosen] = useState<{ id: string; title: string } | null>(null)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={content.list?.label}
      closeLabel={t('shell:close')}
      footer={
        <Button
          variant="primary"
          disabled={!chosen}
          onClick={() => {
            if (!chosen) return
            onChoose(chosen.id, chosen.title)
            onClose()
          }}
        >
          {t('composer.send')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {content.list?.sections.map((section, index) => (
          <fieldset key={index}>
            <legend className="mb-1 text-xs font-semibold text-ink-3">{section.title || content.list?.label}</legend>
            {section.rows.map((row) => (
              <label key={row.id} className="flex cursor-pointer items-center gap-3 rounded-lg px-2 py-2 hover:bg-hover touch:py-3">
                <span className="min-w-0 flex-1">
                  <span className="block text-sm font-medium">{row.title}</span>
                  {row.description && <span className="block text-xs text-ink-2">{row.description}</span>}
                </span>
                <input type="radio" name="row" className="size-4 accent-accent" checked={chosen?.id === row.id} onChange={() => setChosen(row)} />
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </Dialog>
  )
}
