import { Fragment, useMemo } from 'react'
import { cn } from '@/ui/class-names'
import { type Span, parseRichText } from '../rules/rich-text'

/** Written text with WhatsApp's marks and safe links, as React nodes only. */
export function RichText({ text, className }: { text: string; className?: string }) {
  const spans = useMemo(() => parseRichText(text), [text])
  return <p className={cn('break-words whitespace-pre-wrap [overflow-wrap:anywhere]', className)}>{nodes(spans)}</p>
}

function nodes(spans: Span[]) {
  return spans.map((span, index) => {
    switch (span.type) {
      case 'text':
        return <Fragment key={index}>{span.text}</Fragment>
      case 'bold':
        return <strong key={index}>{nodes(span.children)}</strong>
      case 'italic':
        return <em key={index}>{nodes(span.children)}</em>
      case 'strike':
        return <s key={index}>{nodes(span.children)}</s>
      case 'mono':
        return (
          <code key={index} className="rounded bg-ink/8 px-1 font-mono text-[0.92em]">
            {span.text}
          </code>
        )
      case 'link':
        return (
          <a key={index} href={span.href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent-text underline underline-offset-2">
            {span.text}
          </a>
        )
    }
  })
}
