"""Speech against the product card (口播与商品卡比对)."""
