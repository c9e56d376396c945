import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'

/** An event as it came, to read and to take elsewhere. */
export function Raw({ value }: { value: unknown }) {
  const { t } = useTranslation('custody')
  const [isCopied, setCopied] = useState(false)
  const shown = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shown)
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch {
      setCopied(false) // without the clipboard's permission the text is there to be selected
    }
  }
  return (
    <section aria-label={t('event.raw')} className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between">
        <h2 className="text-sm font-semibold">{t('event.raw')}</h2>
        <Button size="sm" variant="ghost" onClick={() => void copy()}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span role="status">{isCopied ? t('event.copied') : t('event.copy')}</span>
        </Button>
      </div>
      {/* focusable, so that a keyboard can scroll it */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className="max-h-[50dvh] overflow-auto rounded-md border bg-sunken p-3 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap">
        {shown}
      </pre>
    </section>
  )
}
