"""Sounds, particles and words that gain time: what is said and tells nothing."""

from callflow.drafting.language.terms import alternation

FILLER = alternation(
    (
        # Sounds
        r"嗯+|呃+|(?:^|(?<=，))额+(?=，|$)|哎呀?|唉|喂+(?![养食饭奶狗鸡猪鱼猫])",
        # Words that gain time
        r"那个(?=那个|，|$)|这个(?=这个|，|$)|就是说|怎么说呢|反正就是|你知道吧|是吧|对吧",
        # Particles
        r"哈(?=，|$)|啊+|呀|哦+|噢|诶",
    )
)
