"""Words that a reader without the maths stumbles over, and words that should not stand in a newsletter at all.

JARGON holds the technical terms that are most frequent in 37,000 abstracts of arXiv's machine-learning lists, without
those that a newspaper uses unexplained. An author's own exceptions are `[check] allow_terms` and the glossary.
"""

from __future__ import annotations

JARGON = frozenset(
    {
        "ablation", "activation function", "adversarial attack", "adversarial training", "agentic",
        "anomaly detection", "attention head", "attention mechanism", "autoencoder", "autoregressive",
        "backpropagation", "batch norm", "batch normalization", "batch size", "bayesian optimization",
        "beam search", "bottleneck", "byte-pair encoding", "catastrophic forgetting", "chain-of-thought",
        "checkpoint", "class imbalance", "contrastive learning", "convolution", "convolutional",
        "convolutional neural network", "cosine similarity", "cross-attention", "cross-entropy",
        "curriculum learning", "data augmentation", "decoder", "deep neural network", "differential privacy",
        "diffusion model", "diffusion transformer", "direct preference optimization", "distillation",
        "distribution shift", "domain adaptation", "downstream task", "dropout", "embedding", "embedding space",
        "encoder", "ensemble", "entropy", "epoch", "few-shot", "feature extraction", "feature fusion",
        "feature space", "federated learning", "feed-forward network", "fine-tuning", "floating point",
        "flow matching", "foundation model", "frozen weights", "gaussian process", "gaussian splatting",
        "generative model", "gradient", "gradient descent", "graph neural network", "greedy decoding",
        "ground truth", "hallucination", "hidden dimension", "hidden state", "hyperparameter",
        "in-context learning", "inductive bias", "inference", "instruction tuning", "interpretability", "kernel",
        "knowledge distillation", "knowledge graph", "kullback-leibler", "kv cache", "label smoothing", "latent",
        "latent space", "layer normalization", "learning rate", "logit", "long-context", "loss function",
        "low-rank adaptation", "manifold", "markov decision process", "masked language model",
        "maximum likelihood", "mixture of experts", "mixture-of-experts", "modality", "monte carlo",
        "multi-head attention", "multimodal", "object detection", "out-of-distribution", "overfitting",
        "parameter-efficient", "perplexity", "point cloud", "policy gradient", "policy optimization",
        "pose estimation", "positional encoding", "post-training", "pre-training", "preference optimization",
        "pretraining", "pruning", "quantization", "query vector", "recurrent network", "recurrent neural network",
        "regularization", "reinforcement learning", "representation learning", "residual connection",
        "retrieval-augmented generation", "reward model", "sampling temperature", "scaling law", "self-attention",
        "self-supervised", "semantic segmentation", "sequence-to-sequence", "sliding window attention", "softmax",
        "sparse attention", "speculative decoding", "state space model", "stochastic gradient descent",
        "supervised fine-tuning", "support vector machine", "test-time scaling", "token", "tokenizer",
        "transfer learning", "transformer", "uncertainty quantification", "unsupervised", "variational", "vector",
        "vision transformer", "vision-language model", "weight decay", "world model", "zero-shot",
    }
)  # fmt: skip
# Words with an everyday meaning: jargon only in a post about a paper, or in a sentence with another technical term.
EVERYDAY = frozenset(
    {
        "bottleneck", "checkpoint", "convolution", "distillation", "dropout", "encoder", "decoder", "ensemble",
        "entropy", "epoch", "gradient", "hallucination", "inference", "kernel", "latent", "manifold", "modality",
        "pruning", "token", "transformer", "unsupervised", "vector",
    }
)  # fmt: skip
KNOWN_ACRONYMS = frozenset(
    {
        "AI", "API", "CEO", "CPU", "CV", "DNA", "DVD", "EU", "FAQ", "GB", "GPS", "GPU", "HTML", "HTTP", "ID", "IT",
        "JPEG", "KB", "MB", "NASA", "OK", "PC", "PDF", "PNG", "RAM", "RSS", "TB", "TL", "DR", "TLDR", "TODO", "TV",
        "UK", "UN", "URL", "US", "USA", "USB", "WWW", "XML", "YAML", "CC", "BY", "SA", "MIT", "ACM", "IEEE",
        "COVID", "BBC", "CNN", "FBI", "CIA", "NATO", "NHS", "WHO", "UNESCO", "UNICEF", "IBM", "BMW", "GMT",
        "UTC", "ISBN", "DIY", "PIN", "SMS", "SUV", "VAT", "VIP", "HIV", "AIDS", "MRI", "IQ", "EUR", "USD", "GBP",
    }
)  # fmt: skip
HYPE = (
    "amazing", "astonishing", "blows away", "breathtaking", "changes everything", "cutting-edge", "game-changer",
    "game-changing", "game changer", "groundbreaking", "ground-breaking", "incredible", "incredibly", "insane",
    "insanely", "jaw-dropping", "mind-blowing", "mind blowing", "next-level", "paradigm shift", "revolutionary",
    "revolutionise", "revolutionize", "revolutionizes", "stunning", "supercharge", "unleash", "unprecedented",
    "world-class", "crushes", "obliterates", "skyrocket",
)  # fmt: skip
FEAR = (
    "before it's too late", "can't afford to miss", "cannot afford to miss", "can't miss", "do not miss", "don't miss",
    "everyone is talking", "falling behind", "if you're not using", "left behind", "must-read",
    "must read", "you need to know", "act now", "last chance",
)  # fmt: skip
MACHINE = (
    "a testament to", "at its core", "buckle up", "delve", "delves", "delving", "embark on", "ever-evolving",
    "fast-paced world", "foster a", "harness the power", "in conclusion", "in summary,", "in the realm of",
    "in today's", "it is important to note", "it is worth noting", "it's important to note", "it's worth noting",
    "landscape of", "let's dive", "deep dive into the world", "multifaceted", "navigate the complexities",
    "not only that", "pivotal", "plays a crucial role", "plays a vital role", "rich tapestry", "seamless",
    "seamlessly", "sheds light on", "stands as a", "tapestry", "the world of", "treasure trove", "underscores the",
    "unlock the", "unlocks the", "as an ai", "i hope this helps",
)  # fmt: skip
PROFANITY = ("bloody", "bullshit", "crap", "damn", "fuck", "fucking", "goddamn", "shit", "shitty", "wtf")
