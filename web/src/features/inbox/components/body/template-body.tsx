import { LayoutTemplate } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readTemplate } from '../../rules/content'
import { RichText } from '../rich-text'

export function TemplateBody({ content, text }: { content: Record<string, unknown>; text: string | null }) {
  const { t } = useTranslation('inbox')
  const { name, preview, buttons } = readTemplate(content)
  return (
    <>
      <p className="mb-0.5 flex items-center gap-1 text-2xs font-medium text-ink-2">
        <LayoutTemplate aria-hidden className="size-3" />
        {t('message.kind.template')}: {name}
      </p>
      {(preview ?? text) && <RichText text={preview ?? text ?? ''} />}
      {buttons.length > 0 && <p className="mt-1 text-sm font-medium text-accent-text">{buttons.join(' · ')}</p>}
    </>
  )
}
