"""What abstracts in other languages than English say whatever they are about."""


def list_words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a text, as they stand."""
    return frozenset(text.split())


# French, German, Spanish, Portuguese, Italian, Chinese, Japanese, as split_words writes them; none is an English word.
FOREIGN_ABSTRACT_WORDS = list_words(
    """
    actuelle actuellement afin agit ainsi ameliore ameliorer analyser ailleurs apport apporte approche approches
    basee bonne bonnes cadre comprendre compte concerne concernant conduit confirment consiste contexte couteux
    developpe developper differentes differents discutons discute donnees effet effets efficace efficacite egalement
    etude etudes etudie etudier etudions evaluer existantes existants experimentaux experimentale fondee fondees
    fonde fondes importante importantes importants interet jeu liens limites maniere menee menees mesure methode
    methodes mettent mettre mieux modifie montre montrent montrer montrons nombreuses nombreux notamment nouveau
    nouveaux nouvelle nouvelles objectif objectifs obtenus obtenue obtenues partir permet permettant permettent
    permettre peu porte possibilite presente presenter presentons principale principaux probleme problemes proposee
    proposons recherche recherches resultat resultats reste significatif significatifs significative
    significativement souvent specifique specifiques sujet travail travaux utilisant utilisee utilisees utilisation
    utiliser vise ansatz ansatze anhand anwendung arbeit artikel aufgrund auswirkungen basierend basiert bedeutung
    beitrag bereits beschreibt besonders bestehende bietet daten deutlich diskutiert durchgefuhrt eignet einfluss
    entwickelt entwicklung ergebnis ergebnisse ergebnissen erhoht ermoglicht ersten erzielt forschung fragen gezeigt
    grundlage hierzu hinblick insbesondere methoden mithilfe mittels moglichkeiten neue neuen neuer neues rahmen
    schlagen schliesslich signifikant signifikante sowohl stellt stellen studie studien untersuchen untersucht
    untersuchung untersuchungen unterschiede unterschiedliche unterschiedlichen verbessert verbessern verfahren
    verglichen vergleich verschiedene verschiedenen verwendet verwendung vorgeschlagen vorgeschlagene vorgestellt
    vorliegende vorliegenden vorschlag wesentliche wichtig wichtige wurde wurden zeigen zeigt ziel zudem
    zusammenhang acerca aborda ademas alcanzar ambos analisis analiza analizan analizar aplicacion articulo
    articulos aspectos autores basada basado basados bajo busca conclusiones conocimiento consideracion considerando
    contexto cuenta datos demuestra demuestran desarrollado desarrollo diferencias diferente diferentes diversos
    enfoque estudia estudian estudio estudios evaluacion evaluar existentes experimentales experimentos finalidad
    finalmente forma hallazgos importancia incluye investigacion manera mediante mejor mejora mejorar mejores metodo
    metodologia metodos modo mostraron muestra muestran necesidad nuestra nuestro nueva nuevas nuevo nuevos objetivo
    objetivos obtenidos obtuvo ofrece permite permiten permitio presenta presentan principales problema problemas
    propone proponemos propuesta propuesto proporciona realiza realizado realizar realizo relacion resultado
    resultados revela significativa significativamente significativas significativo sugieren trabajo trabajos traves
    utilizado utilizando utilizar utilizo abordagem alem analise anteriores apresenta apresentado aplicacao artigo
    atraves avaliacao avaliar conclusao dados desenvolvimento diferencas estudo estudos foram melhor melhorar
    melhoria mostram mostra mostraram necessidade novas novos obtidos permitem pesquisa pesquisas possivel
    principais proposta propoe relacao sobre trabalho trabalhos utilizados uso analisi approccio articolo attraverso
    basato basata contributo dati differenze evidenzia importanza lavoro lavori metodi migliorare migliori mostrano
    nuova nuovo nuovi obiettivo ottenuti presentato proposto proponiamo ricerca risultati risultato studi
    utilizzando viene vengono
    面向 本文 本研究 研究 提出 提出了 一种 方法 结果 实验 实验结果 结果表明 表明 显示 发现 分析 分析了 讨论 探讨
    进行 基于 通过 采用 利用 使用 针对 问题 影响 提供 参考 具有 重要 意义 重要意义 近年 近年来 受到 广泛
    关注 广泛关注 现有 相比 取得 更好 性能 效果 显著 提高 能够 可以 有效 验证 实现 应用 进一步 关系 之间
    局限性 局限 面临 挑战 许多 存在 此外 然而 最后 首先 其次 因此 同时 以及 主要 不同 相关 目前 已经 综述
    新 该 新方法 论文 文章 作者 目的 结论 背景 相对 较高 良好 数据 优于 改进 我们 并且 从而 方面 过程
    情况 本論文 論文 提案 手法 結果 実験 示 検討 有効性 本稿 従来
    """
)
